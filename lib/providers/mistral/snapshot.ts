import type { BatchEnding, BatchSnapshot } from "../provider";
import { MARK_KEY, type WireJob } from "./wire";

/** What a batch job says, in our words. Unknown states are running. Pure. */
export function toSnapshot(job: WireJob): BatchSnapshot {
  const ending = ENDINGS[job.status];
  return {
    remoteId: job.id,
    mark: job.metadata?.[MARK_KEY] ?? null,
    stagedId: job.inputFiles[0] ?? null,
    phase: ending === undefined ? { kind: "running" } : { kind: "ended", ending },
    rawState: job.status,
    counts: toCounts(job, ending !== undefined),
    createdAtMs: job.createdAt ?? 0,
    endedAtMs: ending === undefined ? null : job.completedAt,
    // Mistral sums equal errors up and names neither code nor line; what rows did wrong is in the error file.
    errors: job.errors.map(({ message }) => ({
      ...{ code: "batch_failed", message: message ?? "", line: null },
    })),
    usage: null,
    resultFileIds: [job.outputFile, job.errorFile].filter((id) => id !== null),
  };
}

/** Terminal states (SDK 2.7.0, `BatchJobStatus`). */
const ENDINGS: Readonly<Record<string, BatchEnding | undefined>> = {
  SUCCESS: "completed",
  FAILED: "failed",
  TIMEOUT_EXCEEDED: "expired",
  CANCELLED: "cancelled",
};

/** A queued job counts zeros, because its file has not been read. */
function toCounts(job: WireJob, ended: boolean): BatchSnapshot["counts"] {
  const { totalRequests: total, succeededRequests: completed, failedRequests: failed } = job;
  if (total === null || completed === null || failed === null) return null;
  return total === 0 && !ended ? null : { total, completed, failed };
}
