import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/layout/page-header";
import { ApiKeys } from "@/components/settings/api-keys";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("keysTitle") };
}

export default async function ApiKeysPage() {
  const t = await getTranslations("settings");
  return (
    <>
      <PageHeader title={t("keysTitle")} description={t("keysAbout")} />
      <ApiKeys />
    </>
  );
}
