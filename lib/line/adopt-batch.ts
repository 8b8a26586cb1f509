import { moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import { noteExtraBatch } from "../db/extra-batch";
import type { BatchSnapshot } from "../providers/provider";
import type { StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";
import type { BatchInJob } from "./load-batch";
import { FIRST_POLL_MS } from "./pace";

/**
 * Saves the reference of a remote batch, which needs the claim's token. Without it somebody took the batch over: then
 * this remote batch is one too many, and is noted to be cancelled and booked as waste.
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
    const version = await moveBatch(
      scope,
      { id: batch.id, from: ["submitting"], claimToken: token },
      {
        state: "running",
        claimToken: null,
        remoteId: snapshot.remoteId,
        remoteState: snapshot.rawState,
        remoteCounts: snapshot.counts,
        submittedAt: new Date(snapshot.createdAtMs),
        dueAt: new Date(now + delayMs),
        error: null,
      },
    );
    if (version !== null) {
      const payload = { organizationId, id: batch.id, version };
      return {
        followUps: [{ task: "poll-batch", payload, delayMs }],
        moved: [{ kind: "job", id: job.id, version: job.version }],
      };
    }
    const id = runtime.newId("ext");
    const extra = { id, batchId: batch.id, remoteId: snapshot.remoteId };
    const isNew = await noteExtraBatch(scope, extra, new Date(now));
    const payload = { organizationId, id, version: 0 };
    return { followUps: isNew ? [{ task: "settle-extra", payload }] : [], moved: [] };
  });
}
