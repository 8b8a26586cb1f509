import type { BatchRefusal } from "../core/batch-refusal";
import type { RowSelection } from "../core/dataset";
import type { Channel } from "../core/pricing";
import type { Problem } from "../core/problem";
import type { Meter } from "../core/usage";
import type { Scope } from "./client";
import type { Batch } from "./generated/client";
import { toJson, toJsonOrNull } from "./json-column";

export type BatchState = Batch["state"];

export interface RemoteCounts {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
}

/** What a token cost: for the cost of single rows. */
export interface BatchRate {
  /** As the answers name it. */
  readonly model: string | null;
  readonly tierMinTokens: number;
  readonly meter: Meter;
  /** Whole pico-dollars, as decimal digits. */
  readonly picoPerToken: string;
}

/** How many objects of answers a claim has registered, numbered from 1. */
export interface Checkpoints {
  readonly token: string;
  readonly objects: number;
}

export type BatchRecord = Omit<
  Batch,
  | "organizationId"
  | "channel"
  | "bytes"
  | "estimatedTokens"
  | "error"
  | "remoteCounts"
  | "checkpoints"
  | "fault"
  | "rates"
> & {
  readonly channel: Channel;
  readonly bytes: number;
  readonly estimatedTokens: number;
  readonly error: Problem | null;
  readonly remoteCounts: RemoteCounts | null;
  /** Of rows that are sent one by one: what is answered, in the order of the claims. */
  readonly checkpoints: readonly Checkpoints[];
  readonly fault: BatchRefusal | null;
  readonly rates: readonly BatchRate[];
};

/** A row as the rest of the code knows it. */
export function toBatchRecord({ organizationId: _, ...row }: Batch): BatchRecord {
  return {
    ...row,
    channel: row.channel as Channel,
    bytes: Number(row.bytes),
    estimatedTokens: Number(row.estimatedTokens),
    error: row.error as unknown as Problem | null,
    remoteCounts: row.remoteCounts as unknown as RemoteCounts | null,
    checkpoints: row.checkpoints as unknown as Checkpoints[],
    fault: row.fault as unknown as BatchRefusal | null,
    rates: row.rates as unknown as BatchRate[],
  };
}

export interface NewBatch {
  readonly id: string;
  readonly jobId: string;
  readonly connectionId: string;
  readonly ordinal: number;
  readonly attempt: number;
  readonly repairOfId: string | null;
  readonly channel: Channel;
  readonly selection: { firstRow: number; lastRow: number } | null;
  readonly rows: number;
  readonly bytes: number;
  readonly estimatedTokens: number;
  /** Set for rows that are never sent: the batch begins at its collection. */
  readonly refusal: BatchRefusal | null;
}

/** Adds planned batches, due at `dueAt`; those whose ordinal or origin is taken already are left as they are. */
export async function createBatches(
  scope: Scope,
  batches: readonly NewBatch[],
  dueAt: Date,
): Promise<number> {
  const { count } = await scope.tx.batch.createMany({
    data: batches.map(({ selection, bytes, estimatedTokens, refusal, ...batch }) => ({
      ...batch,
      organizationId: scope.organizationId,
      firstRow: selection?.firstRow ?? null,
      lastRow: selection?.lastRow ?? null,
      bytes: BigInt(bytes),
      estimatedTokens: BigInt(estimatedTokens),
      state: refusal ? ("collecting" as const) : ("planned" as const),
      fault: toJsonOrNull(refusal),
      dueAt,
    })),
    skipDuplicates: true,
  });
  return count;
}

export async function findBatch(scope: Scope, id: string): Promise<BatchRecord | null> {
  const row = await scope.tx.batch.findFirst({
    where: { id, organizationId: scope.organizationId },
  });
  return row && toBatchRecord(row);
}

/** The batch that follows this remote batch through this connection. */
export async function findBatchOfRemote(
  scope: Scope,
  connectionId: string,
  remoteId: string,
): Promise<BatchRecord | null> {
  const row = await scope.tx.batch.findFirst({
    where: { remoteId, connectionId, organizationId: scope.organizationId },
  });
  return row && toBatchRecord(row);
}

/** The batch that sends the failed rows of this one again, if it was planned already. */
export async function findBatchRepairing(scope: Scope, id: string): Promise<BatchRecord | null> {
  const row = await scope.tx.batch.findFirst({
    where: { repairOfId: id, organizationId: scope.organizationId },
  });
  return row && toBatchRecord(row);
}

/** Every batch of a job, in order; their number grows with batches of 50,000 rows, never with rows. */
export async function batchesOf(scope: Scope, jobId: string): Promise<BatchRecord[]> {
  const rows = await scope.tx.batch.findMany({
    where: { organizationId: scope.organizationId, jobId },
    orderBy: { ordinal: "asc" },
  });
  return rows.map(toBatchRecord);
}

export async function highestOrdinal(scope: Scope, jobId: string): Promise<number> {
  const { _max } = await scope.tx.batch.aggregate({
    where: { organizationId: scope.organizationId, jobId },
    _max: { ordinal: true },
  });
  return _max.ordinal ?? 0;
}

/** Locks the batch's row until the transaction ends. */
export async function lockBatch(scope: Scope, id: string): Promise<void> {
  await scope.tx.$queryRaw`
    SELECT 1 FROM batches WHERE id = ${id} AND organization_id = ${scope.organizationId} FOR NO KEY UPDATE`;
}

/** What a move expects to find; a claim's holder names its token too. */
export interface BatchExpectation {
  readonly id: string;
  readonly from: readonly BatchState[];
  readonly version?: number;
  readonly claimToken?: string;
}

export interface BatchChange
  extends Partial<
    Pick<
      BatchRecord,
      | "state"
      | "dueAt"
      | "sha256"
      | "submission"
      | "claimToken"
      | "claimedAt"
      | "creatingAt"
      | "stagedId"
      | "remoteId"
      | "remoteState"
      | "waits"
      | "rereads"
      | "succeeded"
      | "failed"
      | "expired"
      | "cancelled"
      | "outcomesId"
      | "retryable"
      | "retryableExpired"
      | "cancelSentAt"
      | "strangers"
      | "unpricedRows"
      | "submittedAt"
      | "endedAt"
      | "settledAt"
      | "filesRemovedAt"
    >
  > {
  readonly remoteCounts?: RemoteCounts | null;
  readonly checkpoints?: readonly Checkpoints[];
  readonly error?: Problem | null;
  readonly fault?: BatchRefusal | null;
  readonly rates?: readonly BatchRate[];
}

/** Moves the batch, if it still is what the caller believes. Returns its new version; null: someone else did it. */
export async function moveBatch(
  scope: Scope,
  expected: BatchExpectation,
  { remoteCounts, checkpoints, error, fault, rates, ...change }: BatchChange,
): Promise<number | null> {
  const [row] = await scope.tx.batch.updateManyAndReturn({
    where: {
      id: expected.id,
      organizationId: scope.organizationId,
      state: { in: [...expected.from] },
      ...(expected.version === undefined ? {} : { version: expected.version }),
      ...(expected.claimToken === undefined ? {} : { claimToken: expected.claimToken }),
    },
    data: {
      ...change,
      ...(remoteCounts === undefined ? {} : { remoteCounts: toJsonOrNull(remoteCounts) }),
      ...(checkpoints === undefined ? {} : { checkpoints: toJson(checkpoints) }),
      ...(error === undefined ? {} : { error: toJsonOrNull(error) }),
      ...(fault === undefined ? {} : { fault: toJsonOrNull(fault) }),
      ...(rates === undefined ? {} : { rates: toJson(rates) }),
      version: { increment: 1 },
    },
    select: { version: true },
  });
  return row?.version ?? null;
}

/** Where the batch's rows are: a range of the dataset, or a stored list under `listKey`. */
export function selectionOf(batch: BatchRecord, listKey: string): RowSelection {
  return batch.firstRow !== null && batch.lastRow !== null
    ? { kind: "range", firstRow: batch.firstRow, lastRow: batch.lastRow }
    : { kind: "list", key: listKey, rows: batch.rows };
}
