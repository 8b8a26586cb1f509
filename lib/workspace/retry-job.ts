import type { AuditChange } from "../core/audit";
import { ceilingOfRows, maySendAgain } from "../core/budget";
import { isFinalJobState, publicJobStatus } from "../core/job-phase";
import { noteAudit } from "../db/audit";
import { type BatchChange, type BatchRecord, batchesOf, moveBatch } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import { addToJobCounts, findJob, type JobRecord, lockJob, moveJob } from "../db/job";
import { reserveMore } from "../db/key-spend";
import { AppError } from "../errors";
import { type JobKey, lockKeyOf, overBudget } from "../line/key-cap";
import { sendTask } from "../line/send-task";
import { type FollowUp, NOTHING, type StepResult, type TaskName } from "../queue/catalog";
import type { Runtime } from "../runtime";

/**
 * Goes on with a job: batches that stopped for a person are tried again, and rows of an ended job that failed in a way
 * that sending again can mend get one more attempt. Throws `conflict` when there is nothing to try again, `budget_exceeded` when
 * the key that made the job allows no more.
 */
export function retryJob(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<StepResult> {
  const now = new Date(runtime.now());
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const { job, key } = await locked(scope, id);
    if (job.state === "cancelling") throw nothingToMend(job);
    const batches = await batchesOf(scope, id);
    const { followUps, change } = isFinalJobState(job.state)
      ? await repairAgain(scope, { job, key, batches }, now)
      : { followUps: await resume(scope, batches, now), change: {} };
    if (followUps.length === 0) return nothingToRetry(job);
    const version = await moveJob(scope, id, [job.state], { ...GOES_ON, ...change });
    if (version === null) return NOTHING;
    await noteAudit(scope, runtime, retried(job, followUps.length));
    return { followUps, moved: [{ kind: "job", id }] };
  });
}

/** The job, and the budget of its key, which is locked before it as everywhere. */
async function locked(scope: Scope, id: string) {
  const found = await findJob(scope, id);
  const key = found && (await lockKeyOf(scope, found));
  await lockJob(scope, id);
  const job = await findJob(scope, id);
  if (!job) throw new AppError("not_found", "There is no such job. Look at the list of jobs.");
  return { job, key };
}

const retried = ({ id, name, state, attention }: JobRecord, batches: number): AuditChange => ({
  ...{ action: "job.retried", id, name, after: { batches } },
  before: { status: publicJobStatus(state), attention: attention?.code ?? null },
});

/** A job that goes on already has been retried: asking twice is no error. */
function nothingToRetry({ state, attention }: JobRecord): StepResult {
  if (state === "running" && attention === null) return NOTHING;
  throw nothingToMend({ state });
}

const nothingToMend = ({ state }: Pick<JobRecord, "state">): AppError =>
  new AppError("conflict", "No row of this job can be mended by sending it again now.", {
    details: { status: publicJobStatus(state) },
  });

const GOES_ON = {
  state: "running",
  attention: null,
  finishedAt: null,
  reportedAt: null,
  cancelRequestedAt: null,
  dueAt: null,
} as const;

/** One more than any batch had, so that even a repair of a repair may go once more. */
const nextAttempt = (batches: readonly BatchRecord[]): number =>
  Math.max(...batches.map((batch) => batch.attempt)) + 1;

async function resume(
  scope: Scope,
  batches: readonly BatchRecord[],
  now: Date,
): Promise<FollowUp[]> {
  const followUps: FollowUp[] = [];
  for (const batch of batches.filter((b) => b.state === "attention")) {
    const { change, task } = howToResume(batch);
    const version = await moveBatch(
      scope,
      { id: batch.id, from: ["attention"], version: batch.version },
      { ...change, dueAt: now, error: null, waits: 0 },
    );
    if (version === null) continue;
    const payload = { organizationId: scope.organizationId, id: batch.id, version };
    followUps.push({ task, payload });
  }
  return followUps;
}

/** Where a batch goes on: at its polling, at the question whether it was created, or from the start under a new mark. */
function howToResume(batch: BatchRecord): { change: BatchChange; task: TaskName } {
  if (batch.remoteId !== null) return { change: { state: "running" }, task: "poll-batch" };
  const decided = batch.error?.code === "submission_unknown";
  if (batch.creatingAt && !decided) {
    return { change: { state: "submitting" }, task: "recover-batch" };
  }
  const submission = batch.submission + 1;
  return {
    change: { state: "planned", creatingAt: null, stagedId: null, submission },
    task: sendTask(batch),
  };
}

interface Ended {
  readonly job: JobRecord;
  readonly key: JobKey | null;
  readonly batches: readonly BatchRecord[];
}

/** Sends the mendable rows of settled batches again, if the budget of the key allows it. */
async function repairAgain(scope: Scope, { job, key, batches }: Ended, now: Date) {
  const mendable = mendableOf(batches);
  const followUps = await takeBack(scope, job, mendable, now);
  const rows = mendable.reduce((sum, batch) => sum + batch.retryable, 0);
  if (rows > 0) await reserve(scope, job, key, rows);
  return { followUps, change: { maxAttempts: nextAttempt(batches) } };
}

function mendableOf(batches: readonly BatchRecord[]): BatchRecord[] {
  const repaired = new Set(batches.map((batch) => batch.repairOfId));
  return batches.filter((b) => b.state === "settled" && b.retryable > 0 && !repaired.has(b.id));
}

/** Holds what the rows can cost. Throws `budget_exceeded`. */
async function reserve(scope: Scope, job: JobRecord, key: JobKey | null, rows: number) {
  const ceiling = ceilingOfRows(job, rows);
  const answer = maySendAgain(key, ceiling);
  if (!answer.allowed) throw overBudget(answer.code, { ceiling, budget: null, key });
  await reserveMore(scope, job.id, ceiling);
}

/** Takes the mendable rows of settled batches back from the counts: they are pending again until their repair settles. */
async function takeBack(
  scope: Scope,
  job: JobRecord,
  mendable: readonly BatchRecord[],
  now: Date,
): Promise<FollowUp[]> {
  const followUps: FollowUp[] = [];
  for (const batch of mendable) {
    const failed = batch.retryable - batch.retryableExpired;
    const expired = batch.retryableExpired;
    const version = await moveBatch(
      scope,
      { id: batch.id, from: ["settled"], version: batch.version },
      { failed: batch.failed - failed, expired: batch.expired - expired, dueAt: now },
    );
    if (version === null) continue;
    await addToJobCounts(scope, job.id, {
      succeeded: 0,
      failed: -failed,
      expired: -expired,
      cancelled: 0,
      unpricedRows: 0,
      retryable: -batch.retryable,
    });
    const payload = { organizationId: scope.organizationId, id: batch.id, version };
    followUps.push({ task: "repair-batch", payload });
  }
  return followUps;
}
