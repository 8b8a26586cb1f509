"use client";

import { useTranslations } from "next-intl";
import type { Batch } from "@/lib/contracts/jobs";
import { Badge, type BadgeTone } from "../ui/badge";

const TONE: Record<Batch["status"], BadgeTone> = {
  waiting: "neutral",
  submitting: "info",
  running: "primary",
  collecting: "info",
  settled: "success",
  cancelled: "neutral",
  attention: "warning",
};

export function BatchStatusBadge({ batch }: { batch: Batch }) {
  const t = useTranslations("jobs.batches.statuses");
  // A batch may be settled, its account closed, with some or all of its rows lost.
  const none = batch.counts.succeeded === 0;
  const settled = none ? "danger" : batch.error === null ? "success" : "warning";
  return (
    <Badge tone={batch.status === "settled" ? settled : TONE[batch.status]}>
      {t(batch.status)}
    </Badge>
  );
}
