import { isFinalJobState, publicJobStatus } from "../core/job-phase";
import { withOrganization } from "../db/client";
import { type DeletionRecord, findDeletionOf } from "../db/deletion";
import { findJob, type JobRecord, lockJob } from "../db/job";
import { AppError } from "../errors";
import { beginDeletion, carryOut } from "../line/begin-deletion";
import type { StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";

/**
 * Deletes what an ended job holds: its request, its rows and answers, here and at the provider. Its bill and its counts stay.
 * Asked again, it gives the same deletion. Throws `not_found`, and `conflict` while the job has not ended.
 */
export function deleteJob(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<StepResult & { deletion: DeletionRecord }> {
  return withOrganization(runtime.database, organizationId, async (scope) => {
    await lockJob(scope, id);
    const job = await findJob(scope, id);
    if (!job) throw new AppError("not_found", "There is no such job. Look at the list of jobs.");
    const known = job.contentDeletedAt && (await findDeletionOf(scope, id, "everything"));
    if (known) return { deletion: known, followUps: [], moved: [] };
    if (!isFinalJobState(job.state)) throw notEnded(job);
    const everything = { part: "everything", reason: "request" } as const;
    const deletion = await beginDeletion(scope, runtime, { kind: "job", ...job }, everything);
    return { deletion, ...carryOut(organizationId, [deletion]) };
  });
}

const notEnded = ({ state, cancelRequestedAt }: JobRecord): AppError =>
  new AppError("conflict", "The job has not ended. Cancel it, and delete it once it has.", {
    details: {
      reason: "job_not_ended",
      status: publicJobStatus(state, cancelRequestedAt !== null),
    },
  });
