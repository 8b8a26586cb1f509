import { join } from "node:path";
import { finalJobState } from "../core/job-phase";
import { batchesOf } from "../db/batch";
import { withOrganization } from "../db/client";
import { datasetFiles, findDataset } from "../db/dataset";
import { findJob, moveJob } from "../db/job";
import { ratesOfJob } from "../db/ledger";
import { buildResults } from "../lake/build-results";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { batchOutcomesKey, resultsKey } from "../storage/keys";

/** repair → finish: joins every outcome to its row, in the dataset's order, and ends the job. */
export async function finishJob(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId, id } = task;
  const { database, lake, storage } = runtime;
  const found = await withOrganization(database, organizationId, async (scope) => {
    const job = await findJob(scope, id);
    const dataset = job && (await findDataset(scope, job.datasetId));
    if (!dataset || job.state !== "finishing") return null;
    return {
      job,
      dataset,
      batches: await batchesOf(scope, id),
      rates: await ratesOfJob(scope, id),
    };
  });
  if (!found) return NOTHING;
  const { job, dataset, batches, rates } = found;
  const outcomes = batches.map((batch) => ({
    key: batchOutcomesKey(organizationId, id, batch.id),
    attempt: batch.attempt,
    rates: rates.filter((rate) => rate.batchId === batch.id),
  }));
  await lake.withScratch(async (dir) => {
    const path = join(dir, "results.parquet");
    const files = datasetFiles({ organizationId }, dataset);
    await buildResults(lake, storage, { files, outcomes, path });
    await storage.put(resultsKey(organizationId, id, "parquet"), { path });
  });
  const now = new Date(runtime.now());
  const state = finalJobState(job, job.cancelRequestedAt !== null);
  const version = await withOrganization(database, organizationId, (scope) =>
    moveJob(scope, id, ["finishing"], { state, finishedAt: now, dueAt: now, attention: null }),
  );
  if (version === null) return NOTHING;
  return {
    followUps: [{ task: "report-job", payload: { organizationId, id, version } }],
    moved: [{ kind: "job", id, version }],
  };
}
