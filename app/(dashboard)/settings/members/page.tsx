import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { MembersScreen } from "@/components/people/members-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("people.members");
  return { title: t("title") };
}

export default async function MembersPage() {
  await pageFor("members.list");
  return <MembersScreen />;
}
