import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { JobsScreen } from "@/components/jobs/jobs-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("jobs");
  return { title: t("title") };
}

type Search = Promise<{ status?: string | string[] }>;

export default async function JobsPage({ searchParams }: { searchParams: Search }) {
  await pageFor("jobs.list");
  const { status } = await searchParams;
  return <JobsScreen status={typeof status === "string" ? status : null} />;
}
