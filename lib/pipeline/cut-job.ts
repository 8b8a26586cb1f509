import { type PackedRange, type PackLimits, packRows } from "../core/packing";
import { TOO_FEW_ROWS } from "../core/problem";
import { shareRows } from "../core/share-rows";
import { channelOf } from "../core/strategy";
import { chatOverheadTokens } from "../core/tokens";
import { batchesOf, createBatches, type NewBatch } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import { type DatasetRecord, datasetFiles, findDataset } from "../db/dataset";
import { findJob, type JobRecord, moveJob } from "../db/job";
import { measureLines } from "../lake/measure-lines";
import { writeRowList } from "../lake/row-lists";
import { batchLimits } from "../line/batch-limits";
import { openLine } from "../line/job-request";
import { lineParts } from "../line/request-line";
import { sendTask } from "../line/send-task";
import type { ProviderLimits } from "../providers/provider";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { batchRowsKey } from "../storage/keys";

const MOST_MESSAGES = 2;

/**
 * approve → cut: plans every batch. Nothing is rendered yet: a batch is a range of rows. Rows that are too large for
 * the provider, or too few for a batch of its own where there is a minimum, become a batch that is never sent, so that each
 * has an outcome like any other.
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
  const { ranges, tooLarge, tooFew } = await pack(runtime, organizationId, job, dataset);
  const batches = ranges.map((range, i) => planned(runtime, job, range, i + 1));
  for (const [code, rows] of [
    ["row_too_large", tooLarge],
    [TOO_FEW_ROWS, tooFew],
  ] as const) {
    if (rows.length === 0) continue;
    const unsent = { code, rows, ordinal: batches.length + 1 };
    batches.push(await refused(runtime, organizationId, job, unsent));
  }
  return inside(async (scope) => {
    const running = { state: "running", dueAt: null, attention: null } as const;
    const version = await moveJob(scope, id, ["cutting"], running);
    if (version === null) return NOTHING;
    await createBatches(scope, batches, new Date(runtime.now()));
    const created = await batchesOf(scope, id);
    return {
      followUps: created.map((batch) => ({
        task: batch.state === "collecting" ? "collect-batch" : sendTask(batch),
        payload: { organizationId, id: batch.id, version: batch.version },
      })),
      moved: [{ kind: "job" as const, id }],
    };
  });
}

async function pack(
  runtime: Runtime,
  organizationId: string,
  job: JobRecord,
  dataset: DatasetRecord,
) {
  const { lake, storage } = runtime;
  const files = datasetFiles({ organizationId }, dataset);
  const parts = lineParts(await openLine(runtime, organizationId, job));
  const all = { kind: "range", firstRow: 1, lastRow: files.rows } as const;
  const { bytes } = await measureLines(lake, storage, files, parts, all);
  const limits = batchLimits(runtime, job);
  const input = {
    bytes,
    tokensPerByte: Number(job.estimate?.tokensPerByte ?? 1),
    overheadTokens: chatOverheadTokens(MOST_MESSAGES),
    limits: packLimits(limits, job),
  };
  const { ranges, tooLarge } = packRows(input);
  return { ...shareRows(ranges, input, limits.minRequestsPerBatch), tooLarge };
}

const planned = (
  runtime: Runtime,
  job: JobRecord,
  range: PackedRange,
  ordinal: number,
): NewBatch => ({
  id: runtime.newId("bat"),
  jobId: job.id,
  connectionId: job.connectionId,
  ordinal,
  attempt: 1,
  repairOfId: null,
  channel: channelOf(job.strategy),
  selection: { firstRow: range.firstRow, lastRow: range.lastRow },
  rows: range.rows,
  bytes: range.bytes,
  estimatedTokens: range.tokens,
  refusal: null,
});

async function refused(
  runtime: Runtime,
  organizationId: string,
  job: JobRecord,
  { code, rows, ordinal }: { code: string; rows: readonly number[]; ordinal: number },
): Promise<NewBatch> {
  const id = runtime.newId("bat");
  const { lake, storage } = runtime;
  await writeRowList(lake, storage, batchRowsKey(organizationId, job.id, id), rows);
  return {
    id,
    jobId: job.id,
    connectionId: job.connectionId,
    ordinal,
    attempt: 1,
    repairOfId: null,
    channel: channelOf(job.strategy),
    selection: null,
    rows: rows.length,
    bytes: 0,
    estimatedTokens: 0,
    refusal: { kind: "rows", code },
  };
}

/**
 * The provider's limits, narrowed by what the job's strategy asks for. Where batches have a minimum they may have just under
 * twice as many rows, so that any number of rows above it can be cut.
 */
function packLimits(limits: ProviderLimits, job: JobRecord): PackLimits {
  const strategy = job.strategy.type === "static" ? job.strategy : null;
  const least = (limit: number, wanted: number | undefined) => Math.min(limit, wanted ?? limit);
  return {
    maxRows: Math.max(
      least(limits.maxRequestsPerBatch, strategy?.maxRowsPerBatch),
      2 * limits.minRequestsPerBatch - 1,
    ),
    maxBytes: least(limits.maxBytesPerBatch, strategy?.maxBytesPerBatch),
    maxTokens: least(limits.maxTokensPerBatch, strategy?.maxTokensPerBatch),
    maxBytesPerRow: limits.maxBytesPerLine,
  };
}
