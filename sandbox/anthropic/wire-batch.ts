import { type BatchRecord, hasQuirk, isTerminal, strangeStatus } from "../engine/batch-record";
import type { Engine } from "../engine/engine";
import { lifeMs } from "../engine/files";

const DAY_MS = 86_400_000;

/** Results are kept so long after the creation of their batch (Anthropic batch guide, read 2026-11-23). */
export const RESULT_LIFE_SECONDS = 29 * 86_400;

/** Oddities that a fault can switch on: where the batch says its results are is another host. */
export const QUIRKS = ["results_elsewhere"] as const;

/** The batch as it goes over the wire. Counts stand still until its end. */
export function wireBatch(
  engine: Engine,
  batch: BatchRecord,
  baseUrl: string,
): Record<string, unknown> {
  const strange = strangeStatus(batch);
  const ended = isTerminal(batch.status) && strange === null;
  const archivedAtMs = batch.createdAtMs + lifeMs(engine, RESULT_LIFE_SECONDS);
  const archived = ended && engine.clock.now() >= archivedAtMs;
  const { cancelling, completed, expired, cancelled, failed } = batch.times;
  return {
    id: batch.id,
    type: "message_batch",
    processing_status: strange ?? statusOf(batch),
    request_counts: countsOf(batch, ended),
    created_at: instant(batch.createdAtMs),
    expires_at: instant(batch.createdAtMs + DAY_MS),
    ended_at: ended ? instant(completed ?? expired ?? cancelled ?? failed) : null,
    cancel_initiated_at: instant(cancelling),
    archived_at: archived ? instant(archivedAtMs) : null,
    results_url: ended && !archived ? resultsUrl(batch, baseUrl) : null,
  };
}

function resultsUrl(batch: BatchRecord, baseUrl: string): string {
  const elsewhere = hasQuirk(batch, "results_elsewhere");
  return `${elsewhere ? "http://127.0.0.1:9" : baseUrl}/v1/messages/batches/${batch.id}/results`;
}

function statusOf({ status }: BatchRecord): string {
  if (status === "cancelling") return "canceling";
  return isTerminal(status) ? "ended" : "in_progress";
}

/** A batch never fails as a whole: should the sandbox itself fail, its requests have errored. */
function countsOf({ total, progress, status }: BatchRecord, ended: boolean) {
  const none = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  if (!ended) return { ...none, processing: total };
  const { completed: succeeded, failed } = progress;
  const left = total - succeeded - failed;
  return {
    ...none,
    succeeded,
    errored: status === "failed" ? failed + left : failed,
    canceled: status === "cancelled" ? left : 0,
    expired: status === "expired" ? left : 0,
  };
}

/** RFC 3339 with microseconds. */
function instant(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString().replace("Z", "000+00:00");
}
