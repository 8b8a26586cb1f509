import { createBatches, highestOrdinal, moveBatch, type NewBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import { findDataset } from "../db/dataset";
import { lockJob } from "../db/job";
import { narrowBatch } from "../db/narrow-batch";
import { type FollowUp, NOTHING, type StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";
import type { BatchInJob } from "./load-batch";
import { knownRoom, newBatches, type PackedJob, packJob, rangeOf } from "./pack-job";
import { firstTask } from "./send-task";

/**
 * Cuts a planned batch again when it is larger than what its account is known by now to have room for: it would be refused
 * for ever. It keeps its first rows; the others go into new batches of the same attempt. Null: it can stay as it is.
 */
export async function recutBatch(
  runtime: Runtime,
  organizationId: string,
  found: BatchInJob,
): Promise<StepResult | null> {
  const { batch, job } = found;
  const { firstRow, lastRow } = batch;
  if (firstRow === null || lastRow === null || !mayBeRecut(found)) return null;
  const room = await knownRoom(runtime, organizationId, job);
  if (room === null || batch.estimatedTokens <= room) return null;
  const dataset = await withOrganization(runtime.database, organizationId, (scope) =>
    findDataset(scope, job.datasetId),
  );
  if (!dataset) return null;
  const range = { firstRow, lastRow };
  const packed = await packJob(runtime, organizationId, job, dataset, range);
  const { ranges, rowAt } = packed;
  const [first] = ranges;
  const kept = first && rangeOf(first, rowAt);
  if (!first) return giveUp(runtime, organizationId, found, packed);
  if (!kept || first.rows === batch.rows) return null;
  const origin = { organizationId, job, attempt: batch.attempt, ordinal: 1 };
  const others = await newBatches(runtime, origin, { ...packed, ranges: ranges.slice(1) });
  return withOrganization(runtime.database, organizationId, async (scope) => {
    await lockJob(scope, job.id);
    const { id, version: known } = batch;
    const { rows, bytes, tokens: estimatedTokens } = first;
    const narrowed = { ...kept, rows, bytes, estimatedTokens };
    const version = await narrowBatch(scope, { id, version: known }, narrowed);
    if (version === null) return NOTHING;
    const highest = await highestOrdinal(scope, job.id);
    const added = others.map((one) => ({ ...one, ordinal: highest + one.ordinal }));
    await createBatches(scope, added, new Date(runtime.now()));
    const payload = { organizationId, id, version };
    return {
      followUps: [
        { task: "submit-batch", payload },
        ...added.map((one) => begin(organizationId, one)),
      ],
      moved: [{ kind: "job", id: job.id }],
    };
  });
}

/**
 * A batch under whose earlier mark something may have been made must keep its rows, because what that cost is read by them:
 * only one that was never sent, or was refused for want of room, is sure to have made nothing.
 */
function mayBeRecut({ batch }: BatchInJob): boolean {
  return batch.submission === 0 || batch.error?.code === "waiting_for_room";
}

const begin = (organizationId: string, batch: NewBatch): FollowUp => ({
  task: firstTask(batch),
  payload: { organizationId, id: batch.id, version: 0 },
});

/** No row of it can be sent alone. */
async function giveUp(
  runtime: Runtime,
  organizationId: string,
  { batch, job }: BatchInJob,
  { unsendable }: PackedJob,
): Promise<StepResult | null> {
  const [rows] = unsendable;
  if (!rows) return null;
  const version = await withOrganization(runtime.database, organizationId, (scope) =>
    moveBatch(
      scope,
      { id: batch.id, from: ["planned"], version: batch.version },
      { state: "collecting", fault: rows.refusal, dueAt: new Date(runtime.now()) },
    ),
  );
  if (version === null) return NOTHING;
  const payload = { organizationId, id: batch.id, version };
  return { followUps: [{ task: "collect-batch", payload }], moved: [{ kind: "job", id: job.id }] };
}
