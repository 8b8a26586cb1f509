"use client";

import { useTranslations } from "next-intl";
import type { Counts, JobStatus } from "@/lib/contracts/jobs";
import { Badge, type BadgeTone } from "../ui/badge";
import { Progress } from "../ui/progress";
import { useFormat } from "./use-format";

const TONE: Record<JobStatus, BadgeTone> = {
  estimating: "info",
  awaiting_approval: "warning",
  running: "primary",
  paused: "warning",
  cancelling: "neutral",
  completed: "success",
  completed_with_errors: "warning",
  failed: "danger",
  cancelled: "neutral",
};

export function JobStatusBadge({ status }: { status: JobStatus }) {
  const t = useTranslations("common.jobStatus");
  return <Badge tone={TONE[status]}>{t(status)}</Badge>;
}

/** How many of a job's rows have ended, and how. */
export function JobProgress({ counts, className }: { counts: Counts; className?: string }) {
  const t = useTranslations("common");
  const format = useFormat();
  const done = counts.rows - counts.pending;
  return (
    <Progress
      label={t("progress")}
      max={counts.rows}
      valueText={t("rowsDone", { done: format.count(done), rows: format.count(counts.rows) })}
      parts={[
        { tone: "success", value: counts.succeeded },
        { tone: "danger", value: counts.failed },
        { tone: "warning", value: counts.expired },
        { tone: "neutral", value: counts.cancelled },
      ]}
      className={className}
    />
  );
}
