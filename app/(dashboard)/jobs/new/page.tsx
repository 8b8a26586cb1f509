import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewJobScreen } from "@/components/jobs/new-job/new-job-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("new-job");
  return { title: t("title") };
}

type Search = Promise<{ dataset?: string | string[] }>;

export default async function NewJobPage({ searchParams }: { searchParams: Search }) {
  const { dataset } = await searchParams;
  return <NewJobScreen datasetId={typeof dataset === "string" ? dataset : null} />;
}
