import { rmSync } from "node:fs";
import { createAlarm } from "../clock";
import { announceEnd } from "./announce-end";
import {
  type BatchError,
  type BatchRecord,
  type BatchStatus,
  type Ending,
  isTerminal,
} from "./batch-record";
import { loadTokenCounter } from "./count-tokens";
import type { Engine } from "./engine";
import { executeRows } from "./execute-rows";
import { publishResults } from "./publish-results";
import { exceededLimit, hasTokenLimits, snapshotOf } from "./token-limits";
import { type InputVerdict, validateInput } from "./validate-input";

/** Runs a batch in the background until it ends or the server stops; a later process goes on with it. */
export function startBatch(engine: Engine, id: string): void {
  const ended = runBatch(engine, id)
    .catch((error: unknown) => {
      engine.onError(error);
      const message = "The server had an error while processing the batch.";
      failBatch(engine, id, [{ code: "server_error", line: null, message, param: null }]);
    })
    .finally(() => engine.runs.delete(id));
  engine.runs.set(id, { alarm: createAlarm(), ended });
}

/** Ends all work at its next step; progress is saved. */
export async function stopBatches(engine: Engine): Promise<void> {
  engine.stopping.abort();
  for (const run of engine.runs.values()) run.alarm.ring();
  await Promise.all([...engine.runs.values()].map((run) => run.ended));
  await Promise.all(engine.deliveries);
}

/** Goes on with every batch that an earlier process left unfinished. */
export function resumeBatches(engine: Engine): void {
  for (const batch of engine.batches.all()) {
    if (!isTerminal(batch.status)) startBatch(engine, batch.id);
  }
}

/** Moves a batch to a status, stamps the time and, when it ends, lets go of its input and tells the webhooks. */
export function moveBatch(
  engine: Engine,
  id: string,
  status: BatchStatus,
  fields: Partial<BatchRecord> = {},
): BatchRecord {
  const now = engine.clock.now();
  const current = engine.batches.get(id);
  if (current === undefined) throw new Error("no such batch");
  const times = { ...current.times, [status]: now };
  const moved = engine.batches.put({ ...current, ...fields, status, times, movedAtMs: now });
  if (isTerminal(status)) {
    rmSync(engine.paths.input(id), { force: true });
    announceEnd(engine, moved);
  }
  return moved;
}

async function runBatch(engine: Engine, id: string): Promise<void> {
  // Answer the create before the work begins.
  await new Promise((resolve) => setImmediate(resolve));
  for (;;) {
    const batch = engine.batches.get(id);
    if (batch === undefined || isTerminal(batch.status) || engine.stopping.signal.aborted) return;
    await advance(engine, batch);
  }
}

async function advance(engine: Engine, batch: BatchRecord): Promise<void> {
  const { id, status, movedAtMs } = batch;
  const { clock, timings } = engine;
  switch (status) {
    case "validating":
      return validate(engine, batch);
    case "in_progress":
      return runRows(engine, id);
    case "finalizing":
      if (await holds(engine, batch, movedAtMs + clock.waitMs(timings.finalizing))) {
        await finish(engine, id, "completed");
      }
      return;
    case "cancelling":
      await executeRows(engine, id);
      if (await holds(engine, batch, movedAtMs + clock.waitMs(timings.cancelling))) {
        await finish(engine, id, "cancelled");
      }
  }
}

/** Waits until `whenMs`; true when the batch is then still in the same status and nothing stops. */
async function holds(engine: Engine, batch: BatchRecord, whenMs: number): Promise<boolean> {
  const same = () =>
    engine.batches.get(batch.id)?.status === batch.status && !engine.stopping.signal.aborted;
  while (same() && engine.clock.now() < whenMs) {
    await engine.runs.get(batch.id)?.alarm.wait(whenMs - engine.clock.now());
  }
  return same();
}

async function validate(engine: Engine, batch: BatchRecord): Promise<void> {
  const { id, createdAtMs, fault } = batch;
  const verdict = await verdictOn(engine, batch);
  const readyAt = createdAtMs + engine.clock.waitMs(engine.timings.validating);
  if (!(await holds(engine, batch, readyAt))) return;
  if (verdict.errors.length > 0) return failBatch(engine, id, verdict.errors);
  if (fault?.failWith !== undefined) {
    return failBatch(engine, id, [{ ...fault.failWith, line: null, param: null }]);
  }
  const full = limitError(engine, batch, verdict);
  if (full !== null) return failBatch(engine, id, [full]);
  const { plan, total, enqueuedTokens } = verdict;
  const model = snapshotOf(engine, verdict.model);
  moveBatch(engine, id, "in_progress", { model, plan, total, enqueuedTokens });
}

/** Lines that came with the create were checked there. */
async function verdictOn(engine: Engine, batch: BatchRecord): Promise<InputVerdict> {
  if (batch.plan.length > 0) return { ...batch, errors: [] };
  const count = hasTokenLimits(engine) ? engine.count : await loadTokenCounter("approximate");
  const rules = engine.wire.rules?.(batch, count);
  if (rules === undefined) throw new Error("the provider has no rules for input files");
  return validateInput(engine.paths.input(batch.id), rules);
}

function failBatch(engine: Engine, id: string, errors: BatchError[]): void {
  const status = engine.batches.get(id)?.status;
  if (status !== undefined && !isTerminal(status)) moveBatch(engine, id, "failed", { errors });
}

async function runRows(engine: Engine, id: string): Promise<void> {
  await executeRows(engine, id);
  const batch = engine.batches.get(id);
  if (batch?.status !== "in_progress" || batch.progress.done < batch.total) return;
  if (batch.halted === "expired") await finish(engine, id, "expired");
  else moveBatch(engine, id, "finalizing");
}

async function finish(engine: Engine, id: string, ending: Ending): Promise<void> {
  const batch = engine.batches.get(id);
  if (batch === undefined) return;
  const published = await publishResults(engine, batch, ending);
  moveBatch(engine, id, ending, { published });
}

/** The tokens that wait in batches of one model and account are capped; the excess fails the batch. */
function limitError(engine: Engine, batch: BatchRecord, verdict: InputVerdict): BatchError | null {
  const { overLimit } = engine.wire;
  if (overLimit === undefined) return null;
  const { model, enqueuedTokens } = verdict;
  // Its own tokens are in the sum already when they were known at the create.
  const own = batch.enqueuedTokens > 0 ? 0 : enqueuedTokens;
  const limit = exceededLimit(engine, batch.account, model, own);
  return limit === null ? null : overLimit(batch, model ?? "", limit);
}
