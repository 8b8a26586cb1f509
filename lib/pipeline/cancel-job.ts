import { batchesOf, moveBatch } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import { findJob } from "../db/job";
import { closeJobIfDone } from "../line/close-job";
import { type FollowUp, NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** The code of a row that its user cancelled before it was sent. */
export const CANCELLED_CODE = "cancelled_before_sending";

/**
 * Stops a job that its user cancelled: batches that wait are never sent, those at the provider are cancelled there by
 * their next poll and then harvested, because what ran is paid for.
 */
export async function cancelJob(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId, id } = task;
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const job = await findJob(scope, id);
    if (job?.state !== "cancelling") return NOTHING;
    const now = new Date(runtime.now());
    const followUps = await stopBatches(scope, id, now);
    const closed = await closeJobIfDone(scope, id, now);
    return { ...closed, followUps: [...followUps, ...closed.followUps] };
  });
}

async function stopBatches(scope: Scope, jobId: string, now: Date): Promise<FollowUp[]> {
  const { organizationId } = scope;
  const followUps: FollowUp[] = [];
  for (const batch of await batchesOf(scope, jobId)) {
    const { id } = batch;
    if (batch.state === "planned" || (batch.state === "attention" && batch.remoteId === null)) {
      const version = await moveBatch(
        scope,
        { id, from: [batch.state], version: batch.version },
        { state: "collecting", dueAt: now, fault: { kind: "unsent", code: CANCELLED_CODE } },
      );
      if (version !== null) {
        followUps.push({ task: "collect-batch", payload: { organizationId, id, version } });
      }
    } else if (batch.state === "running" || batch.state === "attention") {
      const version = await moveBatch(
        scope,
        { id, from: [batch.state], version: batch.version },
        { state: "running", dueAt: now },
      );
      if (version === null) continue;
      followUps.push({ task: "poll-batch", payload: { organizationId, id, version } });
    }
  }
  return followUps;
}
