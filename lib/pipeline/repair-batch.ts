import { STEP_FAILED } from "../core/problem";
import {
  type BatchRecord,
  createBatches,
  findBatchRepairing,
  highestOrdinal,
  moveBatch,
} from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import { type JobRecord, lockJob } from "../db/job";
import { selectRepairRows } from "../lake/repair-rows";
import { loadBatch } from "../line/load-batch";
import { sendTask } from "../line/send-task";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { batchOutcomesKey, batchRowsKey } from "../storage/keys";

/**
 * collect → repair: makes one new batch, attempt + 1, of the rows of a settled batch that are worth sending again.
 * The new batch names the one it repairs, which is unique: a second run finds it and only starts it again.
 */
export async function repairBatch(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId } = task;
  const found = await loadBatch(runtime, task);
  if (found?.batch.state !== "settled" || found.batch.dueAt === null) return NOTHING;
  const { batch, job } = found;
  const id = runtime.newId("bat");
  const rows = await selectRepairRows(
    runtime.lake,
    runtime.storage,
    batchOutcomesKey(organizationId, job.id, batch.outcomesId ?? batch.id),
    batchRowsKey(organizationId, job.id, id),
  );
  return withOrganization(runtime.database, organizationId, async (scope) => {
    await lockJob(scope, job.id);
    await plan(scope, runtime, { id, job, batch, rows });
    const mended = batch.error?.code === STEP_FAILED ? { error: null } : {};
    await moveBatch(scope, { id: batch.id, from: ["settled"] }, { dueAt: null, ...mended });
    const repair = await findBatchRepairing(scope, batch.id);
    if (!repair) return NOTHING;
    const payload = { organizationId, id: repair.id, version: repair.version };
    return {
      followUps: repair.state === "planned" ? [{ task: sendTask(repair), payload }] : [],
      moved: [{ kind: "job", id: job.id }],
    };
  });
}

async function plan(
  scope: Scope,
  runtime: Runtime,
  repair: { id: string; job: JobRecord; batch: BatchRecord; rows: number },
): Promise<void> {
  const { id, job, batch, rows } = repair;
  const share = rows / batch.rows;
  await createBatches(
    scope,
    [
      {
        id,
        jobId: job.id,
        connectionId: job.connectionId,
        ordinal: (await highestOrdinal(scope, job.id)) + 1,
        attempt: batch.attempt + 1,
        repairOfId: batch.id,
        channel: batch.channel,
        selection: null,
        rows,
        bytes: Math.round(batch.bytes * share),
        estimatedTokens: Math.round(batch.estimatedTokens * share),
        refusal: null,
      },
    ],
    new Date(runtime.now()),
  );
}
