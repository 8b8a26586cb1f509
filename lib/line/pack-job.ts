import type { RowSelection } from "../core/dataset";
import { LEARNED_LIMIT_HOLDS_MS } from "../core/learned-limit";
import { type PackedRange, type PackLimits, packRows } from "../core/packing";
import { TOO_FEW_ROWS } from "../core/problem";
import { shareRows } from "../core/share-rows";
import { chatOverheadTokens } from "../core/tokens";
import type { NewBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import { type DatasetRecord, datasetFiles } from "../db/dataset";
import type { JobRecord } from "../db/job";
import { learnedLimitsOf } from "../db/learned-limit";
import { measureLines } from "../lake/measure-lines";
import { writeRowList } from "../lake/row-lists";
import type { ProviderLimits } from "../providers/provider";
import type { Runtime } from "../runtime";
import { batchRowsKey } from "../storage/keys";
import { openLine } from "./job-request";
import { lineParts } from "./request-line";

const MOST_MESSAGES = 2;

export interface RowRange {
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Batches of consecutive rows, and the rows that can be in none, by the code that they fail with. */
export interface PackedJob {
  readonly ranges: readonly PackedRange[];
  readonly unsendable: readonly (readonly [code: string, rows: readonly number[]])[];
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
  const files = datasetFiles({ organizationId }, dataset);
  const selection: RowSelection = { kind: "range", firstRow, lastRow };
  const { bytes } = await measureLines(lake, storage, files, parts, selection);
  const { limits } = runtime.provider(job.provider);
  const room = await knownRoom(runtime, organizationId, job);
  const input = {
    ...{ bytes, firstRow },
    tokensPerByte: Number(job.estimate?.tokensPerByte ?? 1),
    overheadTokens: chatOverheadTokens(MOST_MESSAGES),
    limits: packLimits(limits, job, room),
  };
  const { ranges, tooLarge } = packRows(input);
  const shared = shareRows(ranges, input, limits.minRequestsPerBatch);
  const unsendable = [
    ["row_too_large", tooLarge],
    [TOO_FEW_ROWS, shared.tooFew],
  ] as const;
  return { ranges: shared.ranges, unsendable: unsendable.filter(([, rows]) => rows.length > 0) };
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
  { strategy }: JobRecord,
  room: number | null,
): PackLimits {
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
  { ranges, unsendable }: PackedJob,
): Promise<NewBatch[]> {
  const { id: jobId, connectionId } = job;
  const batches: NewBatch[] = [];
  const common = () => ({
    ...{ id: runtime.newId("bat"), jobId, connectionId, attempt, repairOfId: null },
    ordinal: ordinal + batches.length,
  });
  for (const { firstRow, lastRow, rows, bytes, tokens } of ranges) {
    const size = { rows, bytes, estimatedTokens: tokens };
    batches.push({ ...common(), ...size, selection: { firstRow, lastRow }, refusal: null });
  }
  for (const [code, rows] of unsendable) {
    const batch = { ...common(), rows: rows.length, bytes: 0, estimatedTokens: 0 };
    const key = batchRowsKey(organizationId, jobId, batch.id);
    await writeRowList(runtime.lake, runtime.storage, key, rows);
    batches.push({ ...batch, selection: null, refusal: { kind: "rows", code } });
  }
  return batches;
}
