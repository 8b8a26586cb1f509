import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TeamsScreen } from "@/components/people/teams-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("people.teams");
  return { title: t("title") };
}

export default function TeamsPage() {
  return <TeamsScreen />;
}
