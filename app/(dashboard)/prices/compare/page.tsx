import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { CompareScreen } from "@/components/prices/compare-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("prices");
  return { title: t("compareTitle") };
}

export default async function ComparePage() {
  await pageFor("prices.history");
  return <CompareScreen />;
}
