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
 * Whether a retry helps: a batch waits for a person, or rows of an ended job would be sent again. Which rows those are
 * is the server's to say.
 */
export function canRetry(
  job: Pick<Job, "status" | "retryable" | "approvedAt" | "attention">,
): boolean {
  if (job.approvedAt === null) return false;
  if (!isOver(job)) return job.attention !== null && job.status !== "cancelling";
  return job.retryable > 0;
}
