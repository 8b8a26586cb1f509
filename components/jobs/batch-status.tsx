"use client";

import { useTranslations } from "next-intl";
import type { Batch } from "@/lib/contracts/jobs";
import { isSettledLate } from "@/lib/core/batch-phase";
import { Badge, type BadgeTone } from "../ui/badge";
import { useNow } from "./use-now";

const TONE: Record<Batch["status"], BadgeTone> = {
  waiting: "neutral",
  submitting: "info",
  running: "primary",
  collecting: "info",
  settled: "success",
  cancelled: "neutral",
  attention: "warning",
};

/** How often it is looked whether a batch is late, in milliseconds. */
const LOOK_EVERY_MS = 15_000;

export function BatchStatusBadge({ batch }: { batch: Batch }) {
  const t = useTranslations("jobs.batches.statuses");
  const now = useNow(LOOK_EVERY_MS, batch.endedAt !== null && batch.settledAt === null);
  const endedAtMs = batch.endedAt === null ? null : Date.parse(batch.endedAt);
  if (isSettledLate({ status: batch.status, endedAtMs }, now)) {
    return <Badge tone="danger">{t("late")}</Badge>;
  }
  // A batch may be settled, its account closed, with some or all of its rows lost.
  const none = batch.counts.succeeded === 0;
  const settled = none ? "danger" : batch.error === null ? "success" : "warning";
  return (
    <Badge tone={batch.status === "settled" ? settled : TONE[batch.status]}>
      {t(batch.status)}
    </Badge>
  );
}
