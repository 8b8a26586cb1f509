import { type BatchChange, findBatch, lockBatch, moveBatch } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import { extrasAmong, noteExtraBatch } from "../db/extra-batch";
import type { BatchSnapshot } from "../providers/provider";
import { NOTHING, type StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";
import type { BatchInJob } from "./load-batch";
import { FIRST_POLL_MS } from "./pace";

/**
 * Saves the reference of a remote batch, which needs the claim's token. Without it somebody took the batch over: then
 * this remote batch is one too many, unless it is the very one that was adopted meanwhile, and is noted to be
 * cancelled and booked as waste. What was noted once is never adopted again.
 */
export function adoptBatch(
  runtime: Runtime,
  organizationId: string,
  { batch, job }: BatchInJob,
  token: string,
  snapshot: BatchSnapshot,
): Promise<StepResult> {
  const now = runtime.now();
  const delayMs = job.simulated ? runtime.settings.simulatedPollMs : FIRST_POLL_MS;
  return withOrganization(runtime.database, organizationId, async (scope) => {
    await lockBatch(scope, batch.id);
    const givenUp = (await extrasAmong(scope, [snapshot.remoteId])).size > 0;
    const expected = { id: batch.id, from: ["submitting" as const], claimToken: token };
    const dueAt = new Date(now + delayMs);
    const version = givenUp ? null : await moveBatch(scope, expected, followed(snapshot, dueAt));
    if (version === null) return noteUnlessOurs(scope, runtime, batch.id, snapshot.remoteId);
    const payload = { organizationId, id: batch.id, version };
    return {
      followUps: [{ task: "poll-batch", payload, delayMs }],
      moved: [{ kind: "job", id: job.id }],
    };
  });
}

function followed({ remoteId, rawState, counts, createdAtMs }: BatchSnapshot, dueAt: Date) {
  return {
    state: "running",
    claimToken: null,
    remoteId,
    remoteState: rawState,
    remoteCounts: counts,
    submittedAt: new Date(createdAtMs),
    dueAt,
    error: null,
  } satisfies BatchChange;
}

async function noteUnlessOurs(
  scope: Scope,
  runtime: Runtime,
  batchId: string,
  remoteId: string,
): Promise<StepResult> {
  const current = await findBatch(scope, batchId);
  if (current?.remoteId === remoteId) return NOTHING;
  const id = runtime.newId("ext");
  const isNew = await noteExtraBatch(scope, { id, batchId, remoteId }, new Date(runtime.now()));
  const payload = { organizationId: scope.organizationId, id, version: 0 };
  return { followUps: isNew ? [{ task: "settle-extra", payload }] : [], moved: [] };
}
