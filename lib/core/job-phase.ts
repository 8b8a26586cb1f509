import { assertConserved } from "./counts";
import type { RowCounts } from "./outcome";

/** Stored states of a job. */
export const JOB_STATES = [
  "estimating",
  "awaiting_approval",
  "cutting",
  "running",
  "finishing",
  "paused",
  "cancelling",
  "completed",
  "completed_with_errors",
  "failed",
  "cancelled",
] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What the API calls them: a closed list that clients may rely on. */
export type JobStatus = Exclude<JobState, "cutting" | "finishing">;

export type FinalJobState = "completed" | "completed_with_errors" | "failed" | "cancelled";

/** Ended jobs go on only when their failed rows are sent again. */
const MOVES: { readonly [S in JobState]: readonly JobState[] } = {
  estimating: ["awaiting_approval", "cutting", "failed", "cancelled"],
  awaiting_approval: ["cutting", "cancelled"],
  cutting: ["running", "finishing", "cancelling", "failed"],
  running: ["finishing", "paused", "cancelling", "failed"],
  paused: ["running", "cancelling"],
  cancelling: ["finishing", "cancelled"],
  finishing: ["completed", "completed_with_errors", "failed", "cancelled"],
  completed: [],
  completed_with_errors: ["running"],
  failed: ["running"],
  cancelled: ["running"],
};

export function canMoveJob(from: JobState, to: JobState): boolean {
  return MOVES[from].includes(to);
}

/** The states that may become `to`: what a conditional update names. */
export function jobStatesBefore(to: JobState): JobState[] {
  return JOB_STATES.filter((from) => canMoveJob(from, to));
}

/** Whether nothing more happens by itself. */
export function isFinalJobState(state: JobState): state is FinalJobState {
  switch (state) {
    case "completed":
    case "completed_with_errors":
    case "failed":
    case "cancelled":
      return true;
    default:
      return false;
  }
}

/** A job that the user cancelled is `cancelling` until its last batch is harvested and its results are written. */
export function publicJobStatus(state: JobState, cancelRequested = false): JobStatus {
  switch (state) {
    case "cutting":
      return "running";
    case "finishing":
      return cancelRequested ? "cancelling" : "running";
    default:
      return state;
  }
}

/** The stored states that the API shows as this one; the other way round, for filters. */
export function storedJobStates(status: JobStatus): JobState[] {
  return status === "running" ? ["cutting", "running", "finishing"] : [status];
}

/**
 * How a job ended: `completed` when every row succeeded, `cancelled` when the user stopped it before that,
 * `completed_with_errors` when some rows succeeded, `failed` when none did. Throws a RangeError while a row is
 * pending or uncounted.
 */
export function finalJobState(counts: RowCounts, cancelRequested: boolean): FinalJobState {
  const { rows, pending, succeeded } = assertConserved(counts);
  if (pending > 0) throw new RangeError(`${pending} rows are pending: the job has not ended`);
  if (rows > 0 && succeeded === rows) return "completed";
  if (cancelRequested) return "cancelled";
  return succeeded > 0 ? "completed_with_errors" : "failed";
}
