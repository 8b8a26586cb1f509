import { z } from "zod";
import { wireBatch } from "../dialects/openai/wire";

/**
 * The dialect's batch in Together's clothes (SDK 0.52.0, BatchJob): one `error` text in place of a list, and
 * `completed_at` for every ending.
 */
export const wireJob = z.preprocess(toDialect, wireBatch);

/** Only the answer to a create wraps the job. */
export const wireCreated = z.object({ job: wireJob });

/** The list is an array, of all jobs of the account. */
export const wireJobs = z.array(wireJob);

function toDialect(job: unknown): unknown {
  if (typeof job !== "object" || job === null) return job;
  const { error, completed_at: ended }: { error?: unknown; completed_at?: unknown } = job;
  const said = typeof error === "string" && error !== "";
  return {
    ...job,
    errors: said ? { data: [{ code: "batch_failed", message: error, line: null }] } : null,
    ...{ failed_at: ended, expired_at: ended, cancelled_at: ended },
  };
}
