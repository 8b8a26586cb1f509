import { rmSync } from "node:fs";
import { type BatchRecord, isTerminal } from "./batch-record";
import type { Engine } from "./engine";
import { removeFile } from "./files";
import { moveBatch } from "./run-batch";

/** The account's batch, or null. */
export function findBatch(engine: Engine, account: string, id: string): BatchRecord | null {
  const batch = engine.batches.get(id);
  return batch !== undefined && batch.account === account ? batch : null;
}

/** The account's batches, newest first; a lag leaves out those just created. */
export function listBatches(engine: Engine, account: string): BatchRecord[] {
  const visible = engine.clock.now() - engine.faults.plan().lag.batchListMs;
  return [...engine.batches.all()]
    .filter((batch) => batch.account === account && batch.createdAtMs <= visible)
    .reverse();
}

/** To be called by the route that shows one batch, once its answer is made: some faults last so many polls. */
export function countPoll(engine: Engine, batch: BatchRecord): void {
  const fault = batch.fault?.unknownStatus;
  if (fault === undefined || batch.status === "validating") return;
  if (batch.polls >= fault.skip + fault.polls) return;
  engine.batches.patch(batch.id, { polls: batch.polls + 1 });
}

/** Asks a batch that still goes on to stop. One that is being cancelled, or has ended, stays as it is. */
export function cancelBatch(engine: Engine, batch: BatchRecord): BatchRecord {
  if (batch.status === "cancelling" || isTerminal(batch.status)) return batch;
  const moved = moveBatch(engine, batch.id, "cancelling", { halted: "cancelled" });
  engine.runs.get(batch.id)?.alarm.ring();
  return moved;
}

/** Forgets a batch that has ended, and its results. */
export function removeBatch(engine: Engine, batch: BatchRecord): void {
  engine.batches.remove(batch.id);
  removeFile(engine, batch.outputFileId);
  removeFile(engine, batch.errorFileId);
  rmSync(engine.paths.input(batch.id), { force: true });
}
