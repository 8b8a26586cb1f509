import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { DatasetsScreen } from "@/components/datasets/datasets-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("datasets");
  return { title: t("title") };
}

export default async function DatasetsPage() {
  await pageFor("datasets.list");
  return <DatasetsScreen />;
}
