import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Connections } from "@/components/connections/connections";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("connections") };
}

export default function ConnectionsPage() {
  return <Connections />;
}
