import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewPassword } from "@/components/sign-in/new-password";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sign-in.newPassword");
  return { title: t("title") };
}

export default function ResetPage() {
  return <NewPassword />;
}
