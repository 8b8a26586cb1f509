import type { JobRecord } from "../db/job";
import type { Runtime } from "../runtime";

const HOUR_MS = 3_600_000;

/**
 * Whether what is not found of a remote batch is gone for good, because the provider keeps results no longer. Counted from
 * its end, or from the end of its window where that was never seen; a batch that was never sent has nothing to lose.
 */
export function isPastRetention(
  { now, provider }: Runtime,
  job: Pick<JobRecord, "provider" | "completionWindowHours">,
  { sentAt, endedAt }: { readonly sentAt: Date | null; readonly endedAt: Date | null },
): boolean {
  if (sentAt === null) return false;
  const end = endedAt?.getTime() ?? sentAt.getTime() + job.completionWindowHours * HOUR_MS;
  return now() > end + provider(job.provider).limits.resultsKeptMs;
}
