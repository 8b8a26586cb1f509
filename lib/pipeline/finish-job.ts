import { type EndedCounts, rowCounts } from "../core/counts";
import { finalJobState } from "../core/job-phase";
import { batchesOf, selectionOf } from "../db/batch";
import { withOrganization } from "../db/client";
import { datasetFiles, findDataset } from "../db/dataset";
import { findJob, type JobRecord, moveJob } from "../db/job";
import { buildResults } from "../lake/build-results";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { batchOutcomesKey, batchRowsKey, resultsKey } from "../storage/keys";

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
    };
  });
  if (!found) return NOTHING;
  const { job, dataset, batches } = found;
  await buildResults(lake, storage, {
    files: datasetFiles({ organizationId }, dataset),
    batches: batches.map((batch) => ({
      outcomesKey: batchOutcomesKey(organizationId, id, batch.outcomesId ?? batch.id),
      selection: selectionOf(batch, batchRowsKey(organizationId, id, batch.id)),
      rates: batch.rates,
    })),
    never: { outcome: "cancelled", code: "not_sent" },
    resultsKey: resultsKey(organizationId, id, "parquet"),
  });
  const now = new Date(runtime.now());
  const state = finalJobState(rowCounts(job.rows, endedOf(job)), job.cancelRequestedAt !== null);
  const version = await withOrganization(database, organizationId, (scope) =>
    moveJob(
      scope,
      id,
      ["finishing"],
      { state, finishedAt: now, dueAt: now, attention: null },
      job.version,
    ),
  );
  if (version === null) return NOTHING;
  return {
    followUps: [{ task: "report-job", payload: { organizationId, id, version } }],
    moved: [{ kind: "job", id }],
  };
}

const endedOf = ({ succeeded, failed, expired, cancelled }: JobRecord): EndedCounts => ({
  succeeded,
  failed,
  expired,
  cancelled,
});
