import type { BatchRefusal } from "../core/batch-refusal";
import type { RowSelection } from "../core/dataset";
import { LEARNED_LIMIT_HOLDS_MS } from "../core/learned-limit";
import { type PackedRange, type PackLimits, packRows } from "../core/packing";
import { TOO_FEW_ROWS } from "../core/problem";
import { type KeptRows, withoutRows } from "../core/row-gaps";
import { shareRows } from "../core/share-rows";
import { channelOf, type StaticStrategy } from "../core/strategy";
import { chatOverheadTokens } from "../core/tokens";
import type { NewBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import type { DatasetRecord } from "../db/dataset";
import type { JobRecord } from "../db/job";
import { learnedLimitsOf } from "../db/learned-limit";
import { measureLines } from "../lake/measure-lines";
import { refusedRowNumbers } from "../lake/refused-rows";
import { writeRowList } from "../lake/row-lists";
import type { ProviderLimits } from "../providers/provider";
import type { Runtime } from "../runtime";
import { batchRowsKey } from "../storage/keys";
import { batchLimits } from "./batch-limits";
import { openLine } from "./job-request";
import { requestFiles } from "./request-files";
import { lineParts } from "./request-line";

const MOST_MESSAGES = 2;

export interface RowRange {
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Batches of rows, and the rows that can be in none, with what they fail of. */
export interface PackedJob {
  /** Rows that go, numbered from 1 without gaps. */
  readonly ranges: readonly PackedRange[];
  /** The dataset's row behind such a number. */
  readonly rowAt: KeptRows["rowAt"];
  readonly unsendable: readonly UnsendableRows[];
}

interface UnsendableRows {
  readonly refusal: BatchRefusal;
  readonly rows: readonly number[];
}

/** Cuts these rows of a job into batches that the provider takes, as far as it is known what that is. */
export async function packJob(
  runtime: Runtime,
  organizationId: string,
  job: JobRecord,
  dataset: DatasetRecord,
  { firstRow, lastRow }: RowRange,
): Promise<PackedJob> {
  const { lake, storage } = runtime;
  const parts = lineParts(await openLine(runtime, organizationId, job));
  const files = requestFiles(organizationId, job, dataset);
  const selection: RowSelection = { kind: "range", firstRow, lastRow };
  const measured = await measureLines(lake, storage, files, parts, selection);
  const refused = job.requests?.refused
    ? await refusedRowNumbers(lake, storage, { organizationId, jobId: job.id })
    : [];
  const unmade = refused.filter((row) => row >= firstRow && row <= lastRow);
  const before = firstRow - 1;
  const kept = withoutRows(
    measured.bytes,
    unmade.map((row) => row - before),
  );
  const rowAt = (number: number) => kept.rowAt(number) + before;
  const limits = batchLimits(runtime, job);
  const queued = channelOf(job.strategy) === "batch";
  const room = queued ? await knownRoom(runtime, organizationId, job) : null;
  const input = {
    bytes: kept.bytes,
    tokensPerByte: Number(job.estimate?.tokensPerByte ?? 1),
    overheadTokens: chatOverheadTokens(MOST_MESSAGES),
    limits: packLimits(limits, job, room),
  };
  const packed = packRows(input);
  const { ranges, tooFew } = shareRows(packed.ranges, input, limits.minRequestsPerBatch);
  const unsendable: UnsendableRows[] = [
    { refusal: { kind: "rows", code: "row_too_large" }, rows: packed.tooLarge.map(rowAt) },
    { refusal: { kind: "rows", code: TOO_FEW_ROWS }, rows: tooFew.map(rowAt) },
    { refusal: { kind: "requests" }, rows: unmade },
  ];
  return { ranges, rowAt, unsendable: unsendable.filter(({ rows }) => rows.length > 0) };
}

/** The enqueued tokens that this account may hold for the job's model, as a refusal of the last day said; null: none did. */
export async function knownRoom(
  { database, now }: Runtime,
  organizationId: string,
  { connectionId, model }: Pick<JobRecord, "connectionId" | "model">,
): Promise<number | null> {
  const since = new Date(now() - LEARNED_LIMIT_HOLDS_MS);
  const learned = await withOrganization(database, organizationId, (scope) =>
    learnedLimitsOf(scope, connectionId, since),
  );
  return learned.find((limit) => limit.model === model)?.value ?? null;
}

/**
 * The provider's limits, narrowed by what the job's strategy asks for and by what the account is known to have room for. Where
 * batches have a minimum they may have just under twice as many rows, so that any number of rows above it can be cut.
 */
function packLimits(
  limits: ProviderLimits,
  { strategy: chosen }: JobRecord,
  room: number | null,
): PackLimits {
  const strategy: StaticStrategy = chosen.type === "static" ? chosen : { type: "static" };
  const least = (limit: number, wanted: number | undefined) => Math.min(limit, wanted ?? limit);
  return {
    maxRows: Math.max(
      least(limits.maxRequestsPerBatch, strategy.maxRowsPerBatch),
      2 * limits.minRequestsPerBatch - 1,
    ),
    maxBytes: least(limits.maxBytesPerBatch, strategy.maxBytesPerBatch),
    maxTokens: Math.min(
      least(limits.maxTokensPerBatch, strategy.maxTokensPerBatch),
      room ?? Number.POSITIVE_INFINITY,
    ),
    maxBytesPerRow: limits.maxBytesPerLine,
  };
}

/** What the batches that are made of packed rows have in common. */
interface Origin {
  readonly organizationId: string;
  readonly job: JobRecord;
  readonly attempt: number;
  /** Of the first of them; the others count on from there. */
  readonly ordinal: number;
}

/** New batches of packed rows. Rows that cannot be sent become batches too, so that each has an outcome like any other. */
export async function newBatches(
  runtime: Runtime,
  { organizationId, job, attempt, ordinal }: Origin,
  { ranges, rowAt, unsendable }: PackedJob,
): Promise<NewBatch[]> {
  const { id: jobId, connectionId } = job;
  const batches: NewBatch[] = [];
  const common = () => ({
    ...{ id: runtime.newId("bat"), jobId, connectionId, attempt, repairOfId: null },
    channel: channelOf(job.strategy),
    ordinal: ordinal + batches.length,
  });
  const keepRows = (id: string, rows: readonly number[]) =>
    writeRowList(runtime.lake, runtime.storage, batchRowsKey(organizationId, jobId, id), rows);
  for (const range of ranges) {
    const batch = common();
    const selection = rangeOf(range, rowAt);
    if (selection === null) await keepRows(batch.id, rowsOf(range, rowAt));
    const size = { rows: range.rows, bytes: range.bytes, estimatedTokens: range.tokens };
    batches.push({ ...batch, ...size, selection, refusal: null });
  }
  for (const { refusal, rows } of unsendable) {
    const batch = common();
    await keepRows(batch.id, rows);
    const size = { rows: rows.length, bytes: 0, estimatedTokens: 0 };
    batches.push({ ...batch, ...size, selection: null, refusal });
  }
  return batches;
}

/** A batch of consecutive rows is a range of them; null: it has gaps, and each of its rows is named. */
export function rangeOf(packed: PackedRange, rowAt: KeptRows["rowAt"]): RowRange | null {
  const [firstRow, lastRow] = [rowAt(packed.firstRow), rowAt(packed.lastRow)];
  return lastRow - firstRow + 1 > packed.rows ? null : { firstRow, lastRow };
}

const rowsOf = ({ firstRow, rows }: PackedRange, rowAt: KeptRows["rowAt"]): number[] =>
  Array.from({ length: rows }, (_, i) => rowAt(firstRow + i));
