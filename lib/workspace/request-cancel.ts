import { publicJobStatus } from "../core/job-phase";
import { withOrganization } from "../db/client";
import { findJob, moveJob } from "../db/job";
import { AppError } from "../errors";
import { NOTHING, type StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** Cancels a job: at once when nothing was sent, else by stopping its batches. Cancelling twice is no error. */
export function requestCancel(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<StepResult> {
  const now = new Date(runtime.now());
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const job = await findJob(scope, id);
    if (!job) throw new AppError("not_found", "There is no such job. Look at the list of jobs.");
    if (job.cancelRequestedAt) return NOTHING;
    const asked = { cancelRequestedAt: now, dueAt: now };
    const unsent = await moveJob(scope, id, ["estimating", "awaiting_approval"], {
      ...asked,
      state: "cancelled",
      finishedAt: now,
    });
    if (unsent !== null) {
      const payload = { organizationId, id, version: unsent };
      return {
        followUps: [{ task: "report-job", payload }],
        moved: [{ kind: "job", id }],
      };
    }
    const version = await moveJob(scope, id, ["cutting", "running", "paused"], {
      ...asked,
      state: "cancelling",
    });
    if (version === null) {
      throw new AppError("conflict", "The job has ended already: there is nothing to cancel.", {
        details: { status: publicJobStatus(job.state) },
      });
    }
    const payload = { organizationId, id, version };
    return { followUps: [{ task: "cancel-job", payload }], moved: [{ kind: "job", id }] };
  });
}
