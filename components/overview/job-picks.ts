import type { JobSummary } from "@/lib/contracts/jobs";

/** The jobs that stand still until a person does something. */
export function jobsToLookAt(jobs: readonly JobSummary[]): JobSummary[] {
  return jobs.filter(
    (job) =>
      job.attention !== null || job.status === "awaiting_approval" || job.status === "paused",
  );
}

/** Whether no job has gone to a provider so far, so that there is nothing to show about money. */
export function nothingSentYet(jobs: readonly JobSummary[]): boolean {
  return jobs.every((job) => job.approvedAt === null);
}
