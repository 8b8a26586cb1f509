import type { BatchEnding, BatchSnapshot } from "../provider";
import type { WireBatch } from "./wire";

/**
 * What a batch object says, in our words. `ended` is its only last state, so the counts tell how it ended; anything
 * else is running. A batch carries no mark, no file and no usage. Pure.
 */
export function toSnapshot(batch: WireBatch): BatchSnapshot {
  const ended = batch.processing_status === "ended";
  return {
    remoteId: batch.id,
    mark: null,
    stagedId: null,
    phase: ended ? { kind: "ended", ending: endingOf(batch) } : { kind: "running" },
    rawState: batch.processing_status,
    counts: countsOf(batch),
    createdAtMs: batch.created_at,
    endedAtMs: ended ? batch.ended_at : null,
    errors: [],
    usage: null,
    // The results go by the batch's own id. After 29 days they are gone, and asking for them says so.
    resultFileIds: ended ? [batch.id] : [],
  };
}

/** A batch whose cancellation came too late for every request has completed. */
function endingOf({ request_counts: counts }: WireBatch): BatchEnding {
  if (counts.canceled > 0) return "cancelled";
  return counts.expired > 0 ? "expired" : "completed";
}

/** Every request of an ended batch has a result line, whether it ran or not. */
function countsOf({ request_counts: counts }: WireBatch) {
  const { processing, succeeded, errored, canceled, expired } = counts;
  const failed = errored + canceled + expired;
  return { total: processing + succeeded + failed, completed: succeeded, failed };
}
