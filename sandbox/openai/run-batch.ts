import { rmSync } from "node:fs";
import { createAlarm } from "../clock";
import {
  type BatchError,
  type BatchRecord,
  type BatchStatus,
  isTerminal,
  type TimeField,
} from "./batch-record";
import { loadTokenCounter } from "./count-tokens";
import { executeRows } from "./execute-rows";
import { findModel } from "./models";
import { publishResults } from "./publish-results";
import type { OpenAiState } from "./state";
import { type FileVerdict, validateBatchFile } from "./validate-batch";

/** Runs a batch in the background until it ends or the server stops; a later process goes on with it. */
export function startBatch(state: OpenAiState, id: string): void {
  const ended = runBatch(state, id)
    .catch((error: unknown) => {
      state.onError(error);
      const message = "The server had an error while processing the batch.";
      failBatch(state, id, [{ code: "server_error", line: null, message, param: null }]);
    })
    .finally(() => state.runs.delete(id));
  state.runs.set(id, { alarm: createAlarm(), ended });
}

/** Ends all work at its next step; progress is saved. */
export async function stopBatches(state: OpenAiState): Promise<void> {
  state.stopping.abort();
  for (const run of state.runs.values()) run.alarm.ring();
  await Promise.all([...state.runs.values()].map((run) => run.ended));
}

/** Goes on with every batch that an earlier process left unfinished. */
export function resumeBatches(state: OpenAiState): void {
  for (const batch of state.batches.all()) {
    if (!isTerminal(batch.status)) startBatch(state, batch.id);
  }
}

/** Moves a batch to a status, stamps the time and, when it ends, lets go of its input. */
export function moveBatch(
  state: OpenAiState,
  id: string,
  status: BatchStatus,
  time: TimeField,
  fields: Partial<BatchRecord> = {},
): BatchRecord {
  const now = state.clock.now();
  const current = state.batches.get(id);
  if (current === undefined) throw new Error("no such batch");
  const times = { ...current.times, [time]: Math.floor(now / 1000) };
  const moved = state.batches.put({ ...current, ...fields, status, times, movedAtMs: now });
  if (isTerminal(status)) rmSync(state.paths.input(id), { force: true });
  return moved;
}

async function runBatch(state: OpenAiState, id: string): Promise<void> {
  // Answer the create before the work begins.
  await new Promise((resolve) => setImmediate(resolve));
  for (;;) {
    const batch = state.batches.get(id);
    if (batch === undefined || isTerminal(batch.status) || state.stopping.signal.aborted) return;
    await advance(state, batch);
  }
}

async function advance(state: OpenAiState, batch: BatchRecord): Promise<void> {
  const { id, status, movedAtMs } = batch;
  const { clock, timings } = state;
  switch (status) {
    case "validating":
      return validate(state, batch);
    case "in_progress":
      return runRows(state, id);
    case "finalizing":
      if (await holds(state, batch, movedAtMs + clock.waitMs(timings.finalizing))) {
        await finish(state, id, "completed", "completed_at");
      }
      return;
    case "cancelling":
      await executeRows(state, id);
      if (await holds(state, batch, movedAtMs + clock.waitMs(timings.cancelling))) {
        await finish(state, id, "cancelled", "cancelled_at");
      }
  }
}

/** Waits until `whenMs`; true when the batch is then still in the same status and nothing stops. */
async function holds(state: OpenAiState, batch: BatchRecord, whenMs: number): Promise<boolean> {
  const same = () =>
    state.batches.get(batch.id)?.status === batch.status && !state.stopping.signal.aborted;
  while (same() && state.clock.now() < whenMs) {
    await state.runs.get(batch.id)?.alarm.wait(whenMs - state.clock.now());
  }
  return same();
}

async function validate(state: OpenAiState, batch: BatchRecord): Promise<void> {
  const { id, endpoint, createdAtMs, fault } = batch;
  const limited = Object.keys(enqueuedLimits(state)).length > 0;
  const count = limited ? state.count : await loadTokenCounter("approximate");
  const verdict = await validateBatchFile(state.paths.input(id), endpoint, count);
  const readyAt = createdAtMs + state.clock.waitMs(state.timings.validating);
  if (!(await holds(state, batch, readyAt))) return;
  if (verdict.errors.length > 0) return failBatch(state, id, verdict.errors);
  if (fault?.failWith !== undefined) {
    return failBatch(state, id, [{ ...fault.failWith, line: null, param: null }]);
  }
  const full = limitFault(state, batch, verdict);
  if (full !== null) return failBatch(state, id, [full]);
  moveBatch(state, id, "in_progress", "in_progress_at", {
    startedAtMs: state.clock.now(),
    model: snapshotOf(verdict.model),
    plan: verdict.plan,
    total: verdict.total,
    enqueuedTokens: verdict.enqueuedTokens,
  });
}

function failBatch(state: OpenAiState, id: string, errors: BatchError[]): void {
  const status = state.batches.get(id)?.status;
  if (status !== undefined && !isTerminal(status)) {
    moveBatch(state, id, "failed", "failed_at", { errors });
  }
}

async function runRows(state: OpenAiState, id: string): Promise<void> {
  await executeRows(state, id);
  const batch = state.batches.get(id);
  if (batch?.status !== "in_progress" || batch.progress.done < batch.total) return;
  if (batch.halted === "batch_expired") await finish(state, id, "expired", "expired_at");
  else moveBatch(state, id, "finalizing", "finalizing_at");
}

async function finish(
  state: OpenAiState,
  id: string,
  status: BatchStatus,
  time: TimeField,
): Promise<void> {
  await publishResults(state, id);
  moveBatch(state, id, status, time, { published: true });
}

/** The tokens that wait in batches of one model and account are capped; the excess fails the batch. */
function limitFault(state: OpenAiState, own: BatchRecord, verdict: FileVerdict): BatchError | null {
  const model = snapshotOf(verdict.model);
  const limit = Object.entries(enqueuedLimits(state)).find(([name]) => snapshotOf(name) === model);
  if (limit === undefined) return null;
  let enqueued = verdict.enqueuedTokens;
  for (const batch of state.batches.all()) {
    const counts =
      batch.account === own.account && batch.model === model && !isTerminal(batch.status);
    if (counts) enqueued += batch.enqueuedTokens;
  }
  if (enqueued <= limit[1]) return null;
  const message = `Enqueued token limit reached for ${verdict.model} in organization org-sandbox${own.account.slice(0, 8)}. Limit: ${limit[1].toLocaleString("en-US")} enqueued tokens. Please try again once some in_progress batches have been completed.`;
  return { code: "token_limit_exceeded", line: null, message, param: null };
}

function enqueuedLimits(state: OpenAiState): Record<string, number> {
  return state.faults.plan().enqueuedTokenLimits ?? state.enqueuedTokenLimits;
}

function snapshotOf(name: string | null): string | null {
  return name === null ? null : (findModel(name)?.snapshot ?? name);
}
