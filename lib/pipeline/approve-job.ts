import { mayApprove } from "../core/budget";
import { publicJobStatus } from "../core/job-phase";
import { formatUsd } from "../core/money";
import { channelOf } from "../core/strategy";
import { type Scope, withOrganization } from "../db/client";
import { findJob, type JobRecord, moveJob } from "../db/job";
import { AppError } from "../errors";
import { openRequest } from "../line/job-request";
import { assertLabelAllows } from "../line/label";
import { outputLimit } from "../line/output-limit";
import { NOTHING, type StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";

/**
 * estimate → approve: a person or a key lets the job spend. Approving twice is no error.
 * Throws `budget_exceeded` when its ceiling does not fit, `label_forbids` when the data was labelled since, `conflict` when the job is not waiting for approval.
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
  await checkBudget(runtime, organizationId, job);
  const now = new Date(runtime.now());
  const version = await inside((scope) =>
    moveJob(scope, id, ["awaiting_approval"], { state: "cutting", approvedAt: now, dueAt: now }),
  );
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

async function checkBudget(runtime: Runtime, organizationId: string, job: JobRecord) {
  const request = await openRequest(runtime, organizationId, job);
  const { ceiling, budget } = job;
  const approval = mayApprove({
    ceiling,
    budget,
    maxOutputTokens: outputLimit(runtime.book, job, request),
  });
  if (approval.allowed) return;
  const details = {
    reason: approval.code,
    ...(ceiling === null ? {} : { ceilingUsd: formatUsd(ceiling) }),
    ...(budget === null ? {} : { budgetUsd: formatUsd(budget) }),
  };
  throw new AppError("budget_exceeded", REFUSALS[approval.code], { details });
}

const REFUSALS = {
  max_output_tokens_required:
    "A budget needs a limit to hold: make the job again with `maxOutputTokens`.",
  price_unknown: "The price of this model is unknown, so no budget can hold. Choose another model.",
  ceiling_over_budget:
    "The most that this job can cost is over its budget. Raise the budget, lower `maxOutputTokens`, or use fewer rows.",
} as const;
