import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DatasetScreen } from "@/components/datasets/dataset-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("datasets");
  return { title: t("one") };
}

export default async function DatasetPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <DatasetScreen datasetId={id} />;
}
