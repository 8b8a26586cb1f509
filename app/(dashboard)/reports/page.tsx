import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Reports } from "@/components/reports/reports";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("reports") };
}

export default function ReportsPage() {
  return <Reports />;
}
