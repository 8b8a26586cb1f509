import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { TeamScreen } from "@/components/people/team-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("people.teams");
  return { title: t("title") };
}

export default async function TeamPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await pageFor("teams.members", { id });
  return <TeamScreen teamId={id} />;
}
