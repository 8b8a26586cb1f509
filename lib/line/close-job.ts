import type { Scope } from "../db/client";
import { findJob, lockJob, moveJob } from "../db/job";
import type { FollowUp, MovedRow } from "../queue/catalog";

/**
 * Moves the job on to `finishing` when every row has its outcome. Call it at the end of the transaction that decided
 * rows: the job's row is locked, so of two batches that settle at once the later one sees both.
 */
export async function closeJobIfDone(
  scope: Scope,
  jobId: string,
  now: Date,
): Promise<{ followUps: FollowUp[]; moved: MovedRow[] }> {
  await lockJob(scope, jobId);
  const job = await findJob(scope, jobId);
  if (!job) return { followUps: [], moved: [] };
  const { organizationId } = scope;
  const open = job.state === "running" || job.state === "cancelling";
  if (job.pending > 0 || !open) {
    return { followUps: [], moved: [{ kind: "job", id: jobId }] };
  }
  const version = await moveJob(scope, jobId, [job.state], { state: "finishing", dueAt: now });
  if (version === null) return { followUps: [], moved: [] };
  return {
    followUps: [{ task: "finish-job", payload: { organizationId, id: jobId, version } }],
    moved: [{ kind: "job", id: jobId }],
  };
}
