"use client";

import { ChevronRight, Hand } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { JobSummary } from "@/lib/contracts/jobs";
import { JobStatusBadge } from "../layout/job-status";
import { useWording } from "../layout/use-wording";
import { Badge } from "../ui/badge";
import { Card, CardHeader, CardTitle } from "../ui/card";

/** What stands still until a person does something. */
export function AttentionList({ jobs }: { jobs: readonly JobSummary[] }) {
  const t = useTranslations("overview.attention");
  return (
    <Card aria-labelledby="attention">
      <CardHeader>
        <CardTitle id="attention">
          <Hand aria-hidden className="size-4 text-warning" />
          {t("title")}
          <Badge tone="warning">{jobs.length}</Badge>
        </CardTitle>
      </CardHeader>
      <ul className="border-t">
        {jobs.map((job) => (
          <li key={job.id} className="border-b last:border-0">
            <Link
              href={`/jobs/${job.id}`}
              className="flex items-center gap-3 px-4 py-3 outline-offset-[-2px] transition-colors hover:bg-sunken sm:px-5"
            >
              <div className="flex min-w-0 flex-1 flex-col items-start gap-x-4 gap-y-1.5 sm:flex-row sm:items-center">
                <div className="grid min-w-0 flex-1 gap-0.5">
                  <span className="truncate font-medium">{job.name}</span>
                  <Reason job={job} />
                </div>
                <JobStatusBadge status={job.status} />
              </div>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Reason({ job }: { job: JobSummary }) {
  const t = useTranslations("overview.attention");
  const wording = useWording("jobs.problems.codes");
  const { attention } = job;
  const text =
    attention === null
      ? t(job.status === "paused" ? "paused" : "awaitingApproval")
      : wording(attention.code, attention.params, attention.message);
  return <span className="line-clamp-2 text-muted text-sm">{text}</span>;
}
