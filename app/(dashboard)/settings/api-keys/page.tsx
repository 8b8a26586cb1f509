import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { PageHeader } from "@/components/layout/page-header";
import { ApiKeys } from "@/components/settings/api-keys";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("api-keys");
  return { title: t("title") };
}

export default async function ApiKeysPage() {
  await pageFor("organization.apiKeys.list");
  const t = await getTranslations("api-keys");
  return (
    <>
      <PageHeader title={t("title")} description={t("about")} />
      <ApiKeys />
    </>
  );
}
