import type { AuditChange } from "../core/audit";
import { publicJobStatus } from "../core/job-phase";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { findJob, type JobRecord, lockJob, moveJob } from "../db/job";
import { AppError } from "../errors";
import { cancelRows } from "../line/cancel-rows";
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
    await lockJob(scope, id);
    const job = await findJob(scope, id);
    if (!job) throw new AppError("not_found", "There is no such job. Look at the list of jobs.");
    if (job.cancelRequestedAt) return NOTHING;
    const asked = { cancelRequestedAt: now, dueAt: now };
    if (job.state === "estimating" || job.state === "awaiting_approval") {
      await cancelRows(scope, id);
      const change = { ...asked, state: "cancelled", finishedAt: now } as const;
      const version = (await moveJob(scope, id, [job.state], change)) ?? job.version;
      await noteAudit(scope, runtime, cancelled(job));
      const payload = { organizationId, id, version };
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
    await noteAudit(scope, runtime, cancelled(job));
    const payload = { organizationId, id, version };
    return { followUps: [{ task: "cancel-job", payload }], moved: [{ kind: "job", id }] };
  });
}

/** With how far it had come, since that is what stopping it costs or saves. */
const cancelled = ({ id, name, state, rows, pending }: JobRecord): AuditChange => ({
  ...{ action: "job.cancelled", id, name },
  before: { status: publicJobStatus(state), rows, pending },
});
