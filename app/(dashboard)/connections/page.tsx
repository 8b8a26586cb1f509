import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { Connections } from "@/components/connections/connections";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("connections") };
}

export default async function ConnectionsPage() {
  await pageFor("connections.list");
  return <Connections />;
}
