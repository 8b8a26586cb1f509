import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { Settings } from "@/components/settings/settings";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("settings") };
}

export default async function SettingsPage() {
  await pageFor("account.get");
  return <Settings />;
}
