import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { webProcess } from "@/app/server/process";
import { TeamScreen } from "@/components/people/team-screen";
import { teamsOf } from "@/lib/core/access";
import { knowsTeam } from "@/lib/queries/teams";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("people.teams");
  return { title: t("title") };
}

export default async function TeamPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const { organizationId, access } = await pageFor("teams.list");
  const { runtime } = await webProcess();
  if (!(await knowsTeam(runtime, organizationId, { id, teams: teamsOf(access) }))) notFound();
  return <TeamScreen teamId={id} />;
}
