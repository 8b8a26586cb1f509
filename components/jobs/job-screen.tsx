"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { Job } from "@/lib/contracts/jobs";
import { api } from "../layout/api";
import { BackLink } from "../layout/back-link";
import { DeletedNotice } from "../layout/deleted-notice";
import { useLiveInterval } from "../layout/live";
import { RemovalNotes } from "../layout/removal-notes";
import { UnreadItem } from "../layout/unread-item";
import { Skeleton } from "../ui/skeleton";
import { ApprovalPanel, PastEstimate } from "./approval-panel";
import { BatchesPanel } from "./batches-panel";
import { CostPanel } from "./cost-panel";
import { CountsPanel } from "./counts-panel";
import { JobDetails } from "./job-details";
import { JobHeader } from "./job-header";
import { JobProblems } from "./job-problems";
import { PastRefused, RefusedNotice } from "./refused-panel";

/** The room of one job: what it is doing, what it costs, and what can be done about it; follows it live. */
export function JobScreen({ jobId }: { jobId: string }) {
  const t = useTranslations("jobs");
  const job = useQuery({
    ...api.jobs.get.queryOptions({ input: { id: jobId } }),
    refetchInterval: useLiveInterval(),
  });
  if (job.isPending) {
    return (
      <div className="grid gap-6">
        <p role="status" className="sr-only">
          {t("loadingOne")}
        </p>
        <Skeleton className="h-8 w-80" />
        <Skeleton className="h-28" />
        <Skeleton className="h-28" />
        <Skeleton className="h-48" />
      </div>
    );
  }
  if (!job.data) {
    return (
      <UnreadItem
        back={<BackLink href="/jobs">{t("room.back")}</BackLink>}
        title={t("one")}
        error={job.error}
        onRetry={() => void job.refetch()}
      />
    );
  }
  return <JobRoom job={job.data} />;
}

/** What of the job was deleted, or will be. */
function JobRemoval({ job: { deletedAt, resultsDeletedAt, removal } }: { job: Job }) {
  if (deletedAt) return <DeletedNotice what="job" at={deletedAt} />;
  if (resultsDeletedAt) return <DeletedNotice what="results" at={resultsDeletedAt} />;
  if (removal === null) return null;
  return (
    <RemovalNotes
      removals={[
        ["results", removal.results],
        ["raw", removal.raw],
      ]}
    />
  );
}

function JobRoom({ job }: { job: Job }) {
  const approved = job.approvedAt !== null;
  return (
    <div className="grid grid-cols-1 gap-6">
      <JobHeader job={job} />
      <JobRemoval job={job} />
      <JobProblems job={job} />
      {approved ? null : (
        <>
          <RefusedNotice job={job} />
          <ApprovalPanel job={job} />
        </>
      )}
      <CountsPanel job={job} />
      {approved ? (
        <>
          <CostPanel job={job} />
          <BatchesPanel job={job} />
          <PastRefused job={job} />
          <PastEstimate job={job} />
        </>
      ) : null}
      <JobDetails job={job} />
    </div>
  );
}
