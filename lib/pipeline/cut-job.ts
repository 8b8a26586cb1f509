import { batchesOf, createBatches } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import { findDataset } from "../db/dataset";
import { findJob, moveJob } from "../db/job";
import { newBatches, packJob } from "../line/pack-job";
import { firstTask } from "../line/send-task";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/**
 * approve → cut: plans every batch. Nothing is rendered yet: a batch is a range of rows. Rows that are too large for
 * the provider, too few for a batch of its own where there is a minimum, or no request at all, become a batch that is never
 * sent, so that each has an outcome like any other.
 */
export async function cutJob(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId, id } = task;
  const inside = <T>(work: (scope: Scope) => Promise<T>) =>
    withOrganization(runtime.database, organizationId, work);
  const found = await inside(async (scope) => {
    const job = await findJob(scope, id);
    const dataset = job && (await findDataset(scope, job.datasetId));
    return job?.state === "cutting" && dataset ? { job, dataset } : null;
  });
  if (!found) return NOTHING;
  const { job, dataset } = found;
  const everyRow = { firstRow: 1, lastRow: dataset.rows };
  const packed = await packJob(runtime, organizationId, job, dataset, everyRow);
  const first = { organizationId, job, attempt: 1, ordinal: 1 };
  const batches = await newBatches(runtime, first, packed);
  return inside(async (scope) => {
    const running = { state: "running", dueAt: null, attention: null } as const;
    const version = await moveJob(scope, id, ["cutting"], running);
    if (version === null) return NOTHING;
    await createBatches(scope, batches, new Date(runtime.now()));
    const created = await batchesOf(scope, id);
    return {
      followUps: created.map((batch) => ({
        task: firstTask({ channel: batch.channel, refusal: batch.fault }),
        payload: { organizationId, id: batch.id, version: batch.version },
      })),
      moved: [{ kind: "job" as const, id }],
    };
  });
}
