import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AddressEntry } from "@/components/sign-in/link-entry";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sign-in.addressEntry");
  return { title: t("title") };
}

export default function AddressPage() {
  return <AddressEntry />;
}
