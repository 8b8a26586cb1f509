import { isFinalJobState } from "../core/job-phase";
import { formatUsd } from "../core/money";
import { withOrganization } from "../db/client";
import { findJob, type JobRecord, moveJob } from "../db/job";
import { costsOfJobs, type LedgerSums } from "../db/ledger";
import { findMember } from "../db/membership";
import { ownerOf } from "../db/user";
import type { MailContent } from "../mail/mail";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** finish → report: tells by mail what became of the job. Sent before it is noted: a crash may send it twice, never not at all. */
export async function reportJob(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId, id } = task;
  const { database } = runtime;
  const found = await withOrganization(database, organizationId, async (scope) => {
    const job = await findJob(scope, id);
    if (!job || !isFinalJobState(job.state) || job.reportedAt) return null;
    // Who has left hears nothing more of what goes on here.
    const maker = job.createdById === null ? null : await findMember(scope, job.createdById);
    const costs = await costsOfJobs(scope, [id]);
    return { job, to: maker ?? (await ownerOf(scope)), cost: costs.get(id) };
  });
  if (!found) return NOTHING;
  const { job, to, cost } = found;
  if (to) {
    await runtime.sendMail({
      to: to.email,
      locale: to.locale,
      messageId: `${job.id}-${job.finishedAt?.getTime() ?? 0}`,
      content: jobEnded(runtime, job, cost ?? { billed: 0n, realtime: 0n, waste: 0n }),
    });
  }
  const reportedAt = new Date(runtime.now());
  await withOrganization(database, organizationId, (scope) =>
    moveJob(scope, id, [job.state], { reportedAt, dueAt: null, attention: null }, job.version),
  );
  return NOTHING;
}

function jobEnded(runtime: Runtime, job: JobRecord, cost: LedgerSums): MailContent {
  const { state, rows, succeeded, failed, expired, cancelled } = job;
  return {
    template: "job-ended",
    jobName: job.name,
    jobUrl: `${runtime.settings.publicUrl}/jobs/${job.id}`,
    status: isFinalJobState(state) ? state : "failed",
    counts: { rows, succeeded, failed, expired, cancelled },
    billed: formatUsd(cost.billed),
    realtime: formatUsd(cost.realtime),
    savings: formatUsd(cost.realtime - cost.billed),
    unpricedRows: job.unpricedRows,
    simulated: job.simulated,
  };
}
