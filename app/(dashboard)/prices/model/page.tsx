import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { ModelScreen } from "@/components/prices/model-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("prices");
  return { title: t("model") };
}

export default async function ModelPage() {
  await pageFor("prices.history");
  return <ModelScreen />;
}
