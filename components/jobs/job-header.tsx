"use client";

import { Download } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Job } from "@/lib/contracts/jobs";
import { useMay } from "../layout/access";
import { BackLink } from "../layout/back-link";
import { JobStatusBadge } from "../layout/job-status";
import { PageHeader } from "../layout/page-header";
import { SimulatedBadge } from "../layout/simulated-badge";
import { TimeAgo } from "../layout/time";
import { Button } from "../ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { CancelJob, RetryJob } from "./job-actions";
import { canCancel, canRetry, isOver } from "./job-stage";

const RESULT_FORMATS = ["csv", "jsonl", "parquet"] as const;

export function JobHeader({ job }: { job: Job }) {
  const t = useTranslations("jobs.room");
  const may = useMay();
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
          {canCancel(job) && may("work:submit", job.teamId) ? <CancelJob job={job} /> : null}
          {canRetry(job) && may("job:approve", job.teamId) ? <RetryJob job={job} /> : null}
          {isOver(job) && job.approvedAt !== null ? <Downloads jobId={job.id} /> : null}
        </>
      }
    />
  );
}

function Downloads({ jobId }: { jobId: string }) {
  const t = useTranslations("jobs.actions");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="primary" title={t("downloadHint")}>
          <Download aria-hidden />
          {t("download")}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {RESULT_FORMATS.map((format) => (
          <DropdownMenuItem key={format} asChild>
            <a href={`/api/v1/jobs/${jobId}/results?format=${format}`} download>
              {t(`formats.${format}`)}
            </a>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
