import { type PackedRange, type PackLimits, packRows } from "../core/packing";
import { TOO_FEW_ROWS } from "../core/problem";
import { type KeptRows, withoutRows } from "../core/row-gaps";
import { shareRows } from "../core/share-rows";
import { chatOverheadTokens } from "../core/tokens";
import { type BatchRefusal, batchesOf, createBatches, type NewBatch } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import { type DatasetRecord, findDataset } from "../db/dataset";
import { findJob, type JobRecord, moveJob } from "../db/job";
import { measureLines } from "../lake/measure-lines";
import { refusedRowNumbers } from "../lake/refused-rows";
import { writeRowList } from "../lake/row-lists";
import { openLine } from "../line/job-request";
import { requestFiles } from "../line/request-files";
import { lineParts } from "../line/request-line";
import type { ProviderLimits } from "../providers/provider";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { batchRowsKey } from "../storage/keys";

const MOST_MESSAGES = 2;

/**
 * approve → cut: plans every batch. Nothing is rendered yet: a batch is a range of rows. Rows that are too large for
 * the provider, too few for a batch of its own where there is a minimum, or no request at all, become a batch that is never sent, so that each
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
  const packed = await pack(runtime, organizationId, job, dataset);
  const { ranges, rowAt, tooLarge, tooFew, unmade } = packed;
  const batches: NewBatch[] = [];
  for (const range of ranges) {
    const ordinal = batches.length + 1;
    batches.push(await planned(runtime, organizationId, job, { range, rowAt, ordinal }));
  }
  for (const [refusal, rows] of [
    [{ kind: "rows", code: "row_too_large" }, tooLarge.map(rowAt)],
    [{ kind: "rows", code: TOO_FEW_ROWS }, tooFew.map(rowAt)],
    [{ kind: "requests" }, unmade],
  ] as const) {
    if (rows.length === 0) continue;
    const unsent = { refusal, rows, ordinal: batches.length + 1 };
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
        task: batch.state === "collecting" ? ("collect-batch" as const) : ("submit-batch" as const),
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
  const files = requestFiles(organizationId, job, dataset);
  const parts = lineParts(await openLine(runtime, organizationId, job));
  const all = { kind: "range", firstRow: 1, lastRow: files.rows } as const;
  const measured = await measureLines(lake, storage, files, parts, all);
  const unmade = job.requests?.refused
    ? await refusedRowNumbers(lake, storage, { organizationId, jobId: job.id })
    : [];
  const { bytes, rowAt } = withoutRows(measured.bytes, unmade);
  const { limits } = runtime.provider(job.provider);
  const input = {
    bytes,
    tokensPerByte: Number(job.estimate?.tokensPerByte ?? 1),
    overheadTokens: chatOverheadTokens(MOST_MESSAGES),
    limits: packLimits(limits, job),
  };
  const { ranges, tooLarge } = packRows(input);
  return { ...shareRows(ranges, input, limits.minRequestsPerBatch), rowAt, tooLarge, unmade };
}

/** A batch of consecutive rows is a range of them; one with gaps names each of its rows. */
async function planned(
  { newId, lake, storage }: Runtime,
  organizationId: string,
  job: JobRecord,
  { range, rowAt, ordinal }: { range: PackedRange; rowAt: KeptRows["rowAt"]; ordinal: number },
): Promise<NewBatch> {
  const id = newId("bat");
  const [firstRow, lastRow] = [rowAt(range.firstRow), rowAt(range.lastRow)];
  const hasGaps = lastRow - firstRow + 1 > range.rows;
  if (hasGaps) {
    const rows = Array.from({ length: range.rows }, (_, i) => rowAt(range.firstRow + i));
    await writeRowList(lake, storage, batchRowsKey(organizationId, job.id, id), rows);
  }
  return {
    id,
    jobId: job.id,
    connectionId: job.connectionId,
    ordinal,
    attempt: 1,
    repairOfId: null,
    selection: hasGaps ? null : { firstRow, lastRow },
    rows: range.rows,
    bytes: range.bytes,
    estimatedTokens: range.tokens,
    refusal: null,
  };
}

async function refused(
  runtime: Runtime,
  organizationId: string,
  job: JobRecord,
  unsent: { refusal: BatchRefusal; rows: readonly number[]; ordinal: number },
): Promise<NewBatch> {
  const { refusal, rows, ordinal } = unsent;
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
    selection: null,
    rows: rows.length,
    bytes: 0,
    estimatedTokens: 0,
    refusal,
  };
}

/**
 * The provider's limits, narrowed by what the job's strategy asks for. Where batches have a minimum they may have just under
 * twice as many rows, so that any number of rows above it can be cut.
 */
function packLimits(limits: ProviderLimits, { strategy }: JobRecord): PackLimits {
  const least = (limit: number, wanted: number | undefined) => Math.min(limit, wanted ?? limit);
  return {
    maxRows: Math.max(
      least(limits.maxRequestsPerBatch, strategy.maxRowsPerBatch),
      2 * limits.minRequestsPerBatch - 1,
    ),
    maxBytes: least(limits.maxBytesPerBatch, strategy.maxBytesPerBatch),
    maxTokens: least(limits.maxTokensPerBatch, strategy.maxTokensPerBatch),
    maxBytesPerRow: limits.maxBytesPerLine,
  };
}
