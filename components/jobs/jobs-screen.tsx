"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ListChecks, Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { type JobStatus, jobStatusSchema } from "@/lib/contracts/jobs";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { useLiveInterval } from "../layout/live";
import { PageHeader } from "../layout/page-header";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { EmptyState } from "../ui/empty-state";
import { Segmented } from "../ui/segmented";
import { Skeleton } from "../ui/skeleton";
import { JobTable } from "./job-table";

const PAGE_SIZE = 50;
const ALL = "all";
const FILTERS = [
  "running",
  "awaiting_approval",
  "completed",
  "completed_with_errors",
  "failed",
  "cancelled",
] as const satisfies readonly JobStatus[];

/** All jobs, newest first. `status`: as the address names it; anything else than a status shows all. */
export function JobsScreen({ status }: { status: string | null }) {
  const t = useTranslations("jobs");
  const router = useRouter();
  const may = useMay();
  const filter = jobStatusSchema.safeParse(status).data;
  const filters = useRef<HTMLDivElement>(null);
  // On a phone the chosen filter may lie beyond the edge.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the choice moves when the filter changes
  useEffect(() => {
    const chosen = filters.current?.querySelector("[data-state=on]");
    chosen?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [filter]);
  return (
    <div className="grid gap-6">
      <PageHeader
        title={t("title")}
        description={t("intro")}
        actions={
          may("work:submit") ? (
            <Button asChild variant="primary">
              <Link href="/jobs/new">
                <Plus aria-hidden />
                {t("newJob")}
              </Link>
            </Button>
          ) : null
        }
      />
      <div ref={filters} className="-m-1 overflow-x-auto p-1">
        <Segmented
          className="min-w-max"
          label={t("list.filter")}
          value={filter ?? ALL}
          onValueChange={(next) =>
            router.replace(next === ALL ? "/jobs" : `/jobs?status=${next}`, { scroll: false })
          }
          segments={[
            { value: ALL, label: t("list.all") },
            ...FILTERS.map((value) => ({ value, label: t(`filters.${value}`) })),
          ]}
        />
      </div>
      <JobList filter={filter} />
    </div>
  );
}

function JobList({ filter }: { filter: JobStatus | undefined }) {
  const t = useTranslations("jobs");
  const jobs = useInfiniteQuery({
    ...api.jobs.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor, limit: PAGE_SIZE, status: filter }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
    refetchInterval: useLiveInterval(),
  });
  if (jobs.isPending) return <LoadingList label={t("loading")} />;
  if (jobs.isError) {
    return (
      <ErrorNotice
        error={jobs.error}
        onRetry={() => void jobs.refetch()}
        retrying={jobs.isRefetching}
      />
    );
  }
  const rows = jobs.data.pages.flatMap((page) => page.data);
  if (rows.length === 0) return <NoJobs filtered={filter !== undefined} />;
  return (
    <Card>
      <JobTable jobs={rows} />
      {jobs.hasNextPage ? (
        <div className="border-t p-3 text-center">
          <Button pending={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>
            {t("list.more")}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}

function NoJobs({ filtered }: { filtered: boolean }) {
  const t = useTranslations("jobs.empty");
  const submits = useMay()("work:submit");
  if (filtered) {
    return (
      <EmptyState
        title={t("filtered")}
        actions={
          <Button asChild>
            <Link href="/jobs">{t("showAll")}</Link>
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={<ListChecks />}
      title={t("title")}
      actions={
        submits ? (
          <>
            <Button asChild>
              <Link href="/datasets">{t("upload")}</Link>
            </Button>
            <Button asChild variant="primary">
              <Link href="/jobs/new">{t("start")}</Link>
            </Button>
          </>
        ) : null
      }
    >
      {t(submits ? "body" : "bodyReader")}
    </EmptyState>
  );
}

function LoadingList({ label }: { label: string }) {
  return (
    <Card className="grid gap-3 p-4">
      <p role="status" className="sr-only">
        {label}
      </p>
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="h-10" />
      ))}
    </Card>
  );
}
