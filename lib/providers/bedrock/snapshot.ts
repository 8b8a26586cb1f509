import type { BatchEnding, BatchSnapshot } from "../provider";
import { markOf } from "./job-name";
import type { WireJob } from "./wire";

/**
 * What a job says, in our words; `resultFileIds` are the addresses of its result objects, which the job does not name.
 * Unknown states are running. Pure.
 */
export function toSnapshot(job: WireJob, resultFileIds: readonly string[]): BatchSnapshot {
  const ending = ENDINGS[job.status];
  return {
    remoteId: job.jobArn,
    mark: markOf(job.jobName),
    stagedId: job.inputUri,
    phase: ending === undefined ? { kind: "running" } : { kind: "ended", ending },
    rawState: job.status,
    counts: toCounts(job, ending !== undefined),
    createdAtMs: job.submitTime ?? 0,
    endedAtMs: ending === undefined ? null : job.endTime,
    // A job says in words why it failed, and has neither a code nor a line for it.
    errors:
      ending === "failed" ? [{ code: "batch_failed", message: job.message ?? "", line: null }] : [],
    usage: null,
    resultFileIds,
  };
}

/** Whether the job has ended, so that its results can be looked for. */
export function hasEnded(job: WireJob): boolean {
  return ENDINGS[job.status] !== undefined;
}

/**
 * Terminal states (API reference, GetModelInvocationJob). `Expired` did not begin in time; of a `PartiallyCompleted` job
 * not all records could be processed in time, and what could is there.
 */
const ENDINGS: Readonly<Record<string, BatchEnding | undefined>> = {
  Completed: "completed",
  PartiallyCompleted: "expired",
  Expired: "expired",
  Failed: "failed",
  Stopped: "cancelled",
};

/** A job that was not validated yet counts zeros, or nothing. */
function toCounts(job: WireJob, ended: boolean): BatchSnapshot["counts"] {
  const { totalRecordCount: total, successRecordCount, errorRecordCount } = job;
  if (total === null || (total === 0 && !ended)) return null;
  return { total, completed: successRecordCount ?? 0, failed: errorRecordCount ?? 0 };
}
