import { join } from "node:path";
import { CANCELLED_ROW_CODE, MISSING_ROW_CODE, type Verdict } from "../core/outcome";
import type { BatchRecord } from "../db/batch";
import type { BatchSnapshot } from "../providers/provider";
import type { Runtime } from "../runtime";
import { checkpointsPrefix } from "../storage/keys";
import type { HarvestInput, ResultLines } from "./harvest";
import { judgingOurs } from "./live-lines";
import type { BatchInJob } from "./load-batch";
import { checkpointKeys, fetchCheckpoints } from "./read-checkpoints";

/** A batch whose rows were sent one by one, as if a provider told its end. Its prices are those of its beginning. */
export function endOfRun(batch: BatchRecord, nowMs: number): BatchSnapshot {
  return {
    remoteId: batch.id,
    mark: null,
    stagedId: null,
    phase: { kind: "ended", ending: "completed" },
    rawState: "ended",
    counts: null,
    createdAtMs: batch.submittedAt?.getTime() ?? nowMs,
    endedAtMs: batch.endedAt?.getTime() ?? null,
    errors: [],
    usage: null,
    resultFileIds: batch.checkpoints.map(({ token }) => token),
  };
}

/** The registered answers of such a batch; rows without one were never sent when the job was cancelled. */
export async function answeredLines(
  { storage }: Runtime,
  organizationId: string,
  { batch, job }: BatchInJob,
  { dir, provider, model, endpoint }: HarvestInput,
): Promise<ResultLines> {
  const path = join(dir, "raw-0.jsonl");
  const keys = checkpointKeys(organizationId, batch);
  await fetchCheckpoints(storage, keys, path);
  const missing: Verdict = job.cancelRequestedAt
    ? { outcome: "cancelled", code: CANCELLED_ROW_CODE, retryable: false, free: true }
    : { outcome: "failed", code: MISSING_ROW_CODE, retryable: true };
  return {
    rawPaths: keys.length > 0 ? [path] : [],
    shape: provider.shape(model, endpoint),
    classify: judgingOurs((facts) => provider.classify(facts, endpoint)),
    missing,
  };
}

/** Removes the objects of answers once all of them are kept as one; those of a claim that was lost go with them. */
export async function dropCheckpoints(
  { storage, log }: Runtime,
  organizationId: string,
  { id, jobId, channel }: BatchRecord,
): Promise<void> {
  if (channel === "batch") return;
  await storage
    .deletePrefix(checkpointsPrefix(organizationId, jobId, id))
    .catch((err) => log.warn({ err, id }, "stored answers not removed"));
}
