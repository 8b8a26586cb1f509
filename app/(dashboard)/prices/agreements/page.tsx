import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { AgreementsScreen } from "@/components/prices/agreements-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("prices.agreements");
  return { title: t("title") };
}

export default async function AgreementsPage() {
  await pageFor("prices.agreements.list");
  return <AgreementsScreen />;
}
