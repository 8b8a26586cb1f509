import type { Job } from "@/lib/contracts/jobs";
import { isFinalJobState } from "@/lib/core/job-phase";

/** Whether nothing more happens to a job unless someone retries it. */
export function isOver({ status }: Pick<Job, "status">): boolean {
  return isFinalJobState(status);
}

export function canCancel(job: Pick<Job, "status">): boolean {
  return !isOver(job) && job.status !== "cancelling";
}

/**
 * Whether there is something that a retry might help: a batch that waits for a person, or rows that did not succeed.
 * Which rows it helps is the server's to say.
 */
export function canRetry(
  job: Pick<Job, "status" | "counts" | "approvedAt" | "attention">,
): boolean {
  if (job.approvedAt === null) return false;
  if (!isOver(job)) return job.attention !== null && job.status !== "cancelling";
  return job.status !== "completed" && job.counts.failed + job.counts.expired > 0;
}
