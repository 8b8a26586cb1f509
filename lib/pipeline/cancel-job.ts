import type { BatchRefusal } from "../core/batch-refusal";
import { CANCELLED_ROW_CODE } from "../core/outcome";
import { type BatchChange, type BatchRecord, batchesOf, moveBatch } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import { findJob, moveJob } from "../db/job";
import { UNREAD_CODE } from "../line/after-failed-call";
import { cancelRows } from "../line/cancel-rows";
import { closeJobIfDone } from "../line/close-job";
import {
  type FollowUp,
  NOTHING,
  type StepResult,
  type TaskName,
  type TaskPayload,
} from "../queue/catalog";
import type { Runtime } from "../runtime";

/** A batch that was being submitted, or a repair planned meanwhile, is stopped by the next look. */
const LOOK_AGAIN_MS = 30_000;

/**
 * Stops a job that its user cancelled: rows without a batch and batches that wait are never sent, those at the provider
 * are cancelled there by their next poll and then harvested, because what ran is paid for.
 */
export async function cancelJob(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId, id } = task;
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const job = await findJob(scope, id);
    if (job?.state !== "cancelling") return NOTHING;
    const now = new Date(runtime.now());
    const batches = await batchesOf(scope, id);
    const followUps = await stopBatches(scope, batches, now);
    if (batches.length === 0) await cancelRows(scope, id);
    await moveJob(scope, id, ["cancelling"], { dueAt: new Date(now.getTime() + LOOK_AGAIN_MS) });
    const closed = await closeJobIfDone(scope, id, now);
    return { ...closed, followUps: [...followUps, ...closed.followUps] };
  });
}

async function stopBatches(
  scope: Scope,
  batches: readonly BatchRecord[],
  now: Date,
): Promise<FollowUp[]> {
  const followUps: FollowUp[] = [];
  for (const batch of batches) {
    const stop = howToStop(batch);
    if (!stop) continue;
    const expected = { id: batch.id, from: [batch.state], version: batch.version };
    const version = await moveBatch(scope, expected, { ...stop.change, dueAt: now });
    if (version === null) continue;
    const payload = { organizationId: scope.organizationId, id: batch.id, version };
    followUps.push({ task: stop.task, payload });
  }
  return followUps;
}

interface Stop {
  readonly change: BatchChange;
  readonly task: TaskName;
}

/**
 * A batch that is being submitted is stopped by its first poll; a settled one has nothing left to stop. One that waits
 * for a person since its create was lost may have been carried out: what it cost is unknown.
 */
function howToStop(batch: BatchRecord): Stop | null {
  if (batch.channel !== "batch") return howToStopRun(batch);
  const { state, remoteId, creatingAt, cancelSentAt } = batch;
  if (state === "running" && cancelSentAt) return null;
  if (state !== "planned" && state !== "running" && state !== "attention") return null;
  if (remoteId !== null) return { change: { state: "running" }, task: "poll-batch" };
  const fault: BatchRefusal =
    state === "attention" && creatingAt !== null ? { kind: "given-up", code: UNREAD_CODE } : UNSENT;
  return { change: { state: "collecting", fault }, task: "collect-batch" };
}

const UNSENT: BatchRefusal = { kind: "unsent", code: CANCELLED_ROW_CODE };

/** Rows that are being sent one by one are stopped by whoever sends them. What is answered already is collected. */
function howToStopRun({ state, checkpoints }: BatchRecord): Stop | null {
  if (state !== "planned" && state !== "attention") return null;
  const fault = checkpoints.length === 0 ? UNSENT : null;
  return { change: { state: "collecting", fault }, task: "collect-batch" };
}
