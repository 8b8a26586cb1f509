import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkEntry } from "@/components/sign-in/link-entry";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sign-in.linkEntry");
  return { title: t("title") };
}

export default function LinkPage() {
  return <LinkEntry />;
}
