import { mayApprove } from "../core/budget";
import { publicJobStatus } from "../core/job-phase";
import { channelOf } from "../core/strategy";
import { noteAudit } from "../db/audit";
import { type Scope, withOrganization } from "../db/client";
import { findJob, type JobRecord, moveJob } from "../db/job";
import { AppError } from "../errors";
import { approval } from "../line/job-audit";
import { openRequest } from "../line/job-request";
import { lockKeyOf, overBudget } from "../line/key-cap";
import { assertLabelAllows } from "../line/label";
import { outputLimit } from "../line/output-limit";
import { NOTHING, type StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";

/**
 * estimate → approve: a person or a key lets the job spend. Approving twice is no error.
 * Throws `budget_exceeded` when its ceiling does not fit its budget or its key's,
 * `label_forbids` when the data was labelled since, `conflict` when the job is not waiting for approval.
 */
export async function approveJob(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<StepResult> {
  const inside = <T>(work: (scope: Scope) => Promise<T>) =>
    withOrganization(runtime.database, organizationId, work);
  const job = await inside((scope) => load(scope, id));
  if (job.approvedAt !== null) return NOTHING;
  if (job.state !== "awaiting_approval") throw notWaiting(job);
  await inside((scope) => checkLabel(scope, runtime, job));
  const request = await openRequest(runtime, organizationId, job);
  const book = await runtime.prices.of(organizationId);
  const maxOutputTokens = outputLimit(book, job, request);
  const now = new Date(runtime.now());
  const version = await inside(async (scope) => {
    const { ceiling, budget } = job;
    const key = await lockKeyOf(scope, job);
    const verdict = mayApprove({ ceiling, budget, maxOutputTokens, key });
    if (!verdict.allowed) {
      // Approved meanwhile by somebody else, whose reservation it is that leaves no room.
      if ((await load(scope, id)).approvedAt !== null) return null;
      throw overBudget(verdict.code, { ceiling, budget, key });
    }
    const approved = { state: "cutting", approvedAt: now, dueAt: now } as const;
    const moved = await moveJob(scope, id, ["awaiting_approval"], approved);
    if (moved !== null) await noteAudit(scope, runtime, approval(job, ceiling));
    return moved;
  });
  if (version === null) {
    const moved = await inside((scope) => load(scope, id));
    if (moved.approvedAt !== null) return NOTHING;
    throw notWaiting(moved);
  }
  return {
    followUps: [{ task: "cut-job", payload: { organizationId, id, version } }],
    moved: [{ kind: "job", id }],
  };
}

async function load(scope: Scope, id: string): Promise<JobRecord> {
  const job = await findJob(scope, id);
  if (job) return job;
  throw new AppError("not_found", "There is no such job. Look at the list of jobs.");
}

function notWaiting(job: JobRecord): AppError {
  const why = job.state === "estimating" ? "it is still being estimated" : "it has ended already";
  return new AppError("conflict", `The job cannot be approved: ${why}.`, {
    details: { status: publicJobStatus(job.state, job.cancelRequestedAt !== null) },
  });
}

function checkLabel(scope: Scope, runtime: Runtime, job: JobRecord): Promise<void> {
  const { provider, dataset, connection, strategy } = job;
  const way = { provider, label: dataset.sensitivity, zeroRetention: connection.zeroRetention };
  return assertLabelAllows(scope, runtime, way, [channelOf(strategy)]);
}
