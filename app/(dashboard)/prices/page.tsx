import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { PricesScreen } from "@/components/prices/prices-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("prices") };
}

export default async function PricesPage() {
  await pageFor("prices.list");
  return <PricesScreen />;
}
