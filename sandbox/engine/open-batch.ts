import { type BatchRecord, NO_PROGRESS } from "./batch-record";
import type { Engine } from "./engine";
import { keepFiles, keepLines } from "./keep-input";
import { startBatch } from "./run-batch";
import { snapshotOf } from "./token-limits";

interface NewBatch {
  account: string;
  input: FileInput | LineInput;
  marks: Record<string, string> | null;
  /** Seconds until it expires; null: never. */
  windowSeconds: number | null;
  details: Readonly<Record<string, unknown>>;
}

/** Uploads, checked by the wire's rules once the batch is there. They must exist. */
interface FileInput {
  fileIds: string[];
}

/** Requests that came with the create and were checked there. They count from the start. */
interface LineInput {
  lines: Iterable<string>;
  /** Of the first line; null where it does not matter. */
  model: string | null;
  enqueuedTokens: number;
}

/** Creates a batch and starts it. Nothing is awaited in between: a create is whole or is not. */
export function openBatch(engine: Engine, wanted: NewBatch): BatchRecord {
  const { account, input, marks, windowSeconds, details } = wanted;
  const now = engine.clock.now();
  const id = engine.wire.newBatchId();
  const record: BatchRecord = {
    id,
    order: engine.nextOrder(),
    account,
    marks,
    inputFileIds: "fileIds" in input ? input.fileIds : [],
    windowSeconds,
    details,
    status: "validating",
    createdAtMs: now,
    movedAtMs: now,
    times: {},
    errors: null,
    ...keepInput(engine, input, id),
    progress: NO_PROGRESS,
    halted: null,
    outputFileId: engine.wire.newFileId(),
    errorFileId: engine.wire.newFileId(),
    published: null,
    fault: engine.faults.forBatch(engine.name, marks),
    polls: 0,
  };
  engine.batches.put(record);
  startBatch(engine, id);
  return record;
}

/** The creates per hour that the account has used up, or null while there is room. */
export function usedUpCreates(engine: Engine, account: string): number | null {
  const { batchesPerHour: limit } = engine;
  if (limit === null) return null;
  const since = engine.clock.now() - 3_600_000;
  const recent = [...engine.batches.all()].filter(
    (batch) => batch.account === account && batch.createdAtMs > since,
  );
  return recent.length < limit ? null : limit;
}

function keepInput(
  engine: Engine,
  input: FileInput | LineInput,
  id: string,
): Pick<BatchRecord, "model" | "plan" | "total" | "enqueuedTokens"> {
  if ("fileIds" in input) {
    keepFiles(engine, input.fileIds, id);
    return { model: null, plan: [], total: 0, enqueuedTokens: 0 };
  }
  const plan = keepLines(engine, input.lines, id);
  const total = plan.reduce((sum, segment) => sum + segment.rows, 0);
  const { enqueuedTokens } = input;
  return { model: snapshotOf(engine, input.model), plan, total, enqueuedTokens };
}
