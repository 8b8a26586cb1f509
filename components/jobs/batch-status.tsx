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
  // A batch may be settled, its account closed, with an error or without one good row.
  const bad = batch.status === "settled" && (batch.error !== null || batch.counts.succeeded === 0);
  return <Badge tone={bad ? "danger" : TONE[batch.status]}>{t(batch.status)}</Badge>;
}
