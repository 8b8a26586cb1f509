"use client";

import { useQuery } from "@tanstack/react-query";
import { Layers, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { JobSummary } from "@/lib/contracts/jobs";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { useLiveInterval } from "../layout/live";
import { PageHeader } from "../layout/page-header";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { AttentionList } from "./attention-list";
import { FirstSteps } from "./first-steps";
import { jobsToLookAt, nothingSentYet } from "./job-picks";
import { RecentJobs } from "./recent-jobs";
import { SavingsOverTime } from "./savings-over-time";

/** How far back the overview looks for what needs a person. */
const JOBS_READ = 100;

export function Overview() {
  const t = useTranslations("overview");
  const common = useTranslations("common");
  const may = useMay();
  const refetchInterval = useLiveInterval();
  const jobs = useQuery({
    ...api.jobs.list.queryOptions({ input: { limit: JOBS_READ } }),
    refetchInterval,
  });
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("intro")}
        actions={
          may("work:submit") ? (
            <Button asChild variant="primary">
              <Link href="/jobs/new">
                <Plus aria-hidden />
                {common("newJob")}
              </Link>
            </Button>
          ) : null
        }
      />
      {jobs.isPending ? <LoadingOverview label={common("loading")} /> : null}
      {jobs.error && !jobs.data ? (
        <ErrorNotice error={jobs.error} onRetry={jobs.refetch} retrying={jobs.isFetching} />
      ) : null}
      {jobs.data ? <Contents jobs={jobs.data.data} /> : null}
    </>
  );
}

function Contents({ jobs }: { jobs: readonly JobSummary[] }) {
  const may = useMay();
  const waiting = jobsToLookAt(jobs);
  return (
    <>
      {nothingSentYet(jobs) ? <Beginning jobs={jobs} /> : null}
      {waiting.length > 0 ? <AttentionList jobs={waiting} /> : null}
      {nothingSentYet(jobs) || !may("report:read") ? null : <SavingsOverTime />}
      {jobs.length > 0 ? <RecentJobs jobs={jobs} /> : null}
    </>
  );
}

/** The way to the first result, for those who can go it. */
function Beginning({ jobs }: { jobs: readonly JobSummary[] }) {
  const t = useTranslations("overview.firstSteps");
  const may = useMay();
  if (may("work:submit")) return <FirstSteps hasJob={jobs.length > 0} />;
  if (jobs.length > 0) return null;
  return (
    <EmptyState icon={<Layers />} title={t("readerTitle")}>
      {t("readerText")}
    </EmptyState>
  );
}

function LoadingOverview({ label }: { label: string }) {
  return (
    <div role="status" className="grid gap-6">
      <span className="sr-only">{label}</span>
      <Skeleton className="h-96 w-full rounded-xl" />
      <Skeleton className="h-64 w-full rounded-xl" />
    </div>
  );
}
