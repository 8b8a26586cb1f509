import type { Scope } from "../db/client";
import { findJob, lockJob } from "../db/job";
import { addToJobCounts } from "../db/job-counts";

/** Counts every row of a job that has no batch yet as cancelled. Meant for the transaction that stops the job. */
export async function cancelRows(scope: Scope, jobId: string): Promise<void> {
  await lockJob(scope, jobId);
  const job = await findJob(scope, jobId);
  if (!job?.pending) return;
  await addToJobCounts(scope, jobId, {
    succeeded: 0,
    failed: 0,
    expired: 0,
    cancelled: job.pending,
    unpricedRows: 0,
    retryable: 0,
  });
}
