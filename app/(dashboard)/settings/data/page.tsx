import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DataSettings } from "@/components/data-life/data-settings";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("data-life");
  return { title: t("title") };
}

export default function DataPage() {
  return <DataSettings />;
}
