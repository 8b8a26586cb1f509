import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { Reports } from "@/components/reports/reports";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("reports") };
}

export default async function ReportsPage() {
  await pageFor("reports.savings");
  return <Reports />;
}
