import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { TeamsScreen } from "@/components/people/teams-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("people.teams");
  return { title: t("title") };
}

export default async function TeamsPage() {
  await pageFor("teams.list");
  return <TeamsScreen />;
}
