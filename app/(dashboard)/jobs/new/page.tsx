import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { NewJobScreen } from "@/components/jobs/new-job/new-job-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("new-job");
  return { title: t("title") };
}

type Search = Promise<{ dataset?: string | string[] }>;

export default async function NewJobPage({ searchParams }: { searchParams: Search }) {
  const { dataset } = await searchParams;
  const datasetId = typeof dataset === "string" ? dataset : null;
  await pageFor("jobs.create", datasetId === null ? {} : { datasetId });
  return <NewJobScreen datasetId={datasetId} />;
}
