"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Job } from "@/lib/contracts/jobs";
import { BackLink } from "../layout/back-link";
import { JobStatusBadge } from "../layout/job-status";
import { PageHeader } from "../layout/page-header";
import { SimulatedBadge } from "../layout/simulated-badge";
import { TimeAgo } from "../layout/time";
import { CancelJob, RetryJob } from "./job-actions";
import { canCancel, canRetry, isOver } from "./job-stage";
import { ResultDownloads } from "./result-downloads";

export function JobHeader({ job }: { job: Job }) {
  const t = useTranslations("jobs.room");
  return (
    <PageHeader
      above={<BackLink href="/jobs">{t("back")}</BackLink>}
      title={
        <span className="flex flex-wrap items-center gap-2">
          {job.name}
          <JobStatusBadge status={job.status} />
          {job.cost.simulated || job.estimate?.simulated ? <SimulatedBadge /> : null}
        </span>
      }
      description={
        <span className="flex flex-wrap items-center gap-x-1.5">
          <Link href={`/datasets/${job.datasetId}`} className="rounded-sm underline">
            {job.datasetName}
          </Link>
          <span>· {job.model}</span>
          <span>· {job.teamName}</span>
          <span>
            · <TimeAgo iso={job.createdAt} />
          </span>
        </span>
      }
      actions={
        <>
          {canCancel(job) ? <CancelJob job={job} /> : null}
          {canRetry(job) ? <RetryJob job={job} /> : null}
          {isOver(job) && job.approvedAt !== null ? <ResultDownloads jobId={job.id} /> : null}
        </>
      }
    />
  );
}
