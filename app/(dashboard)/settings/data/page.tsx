import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { DataSettings } from "@/components/data-life/data-settings";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("data-life");
  return { title: t("title") };
}

export default async function DataPage() {
  await pageFor("deletions.list");
  return <DataSettings />;
}
