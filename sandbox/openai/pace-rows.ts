import type { BatchRecord } from "./batch-record";
import type { OpenAiState } from "./state";

/** `expire`: the batch's window ends now; a number: ms to wait before asking again. */
type RowDecision = "run" | "abandon" | "expire" | number;

/**
 * What to do with the row at this place of the running order. A function of the clock: rows fall due
 * at even distances over the in_progress phase, and a row due after the window's end never runs.
 */
export function decideRow(
  { clock, timings }: Pick<OpenAiState, "clock" | "timings">,
  batch: BatchRecord,
  index: number,
  nowMs: number,
): RowDecision {
  if (batch.halted !== null) return "abandon";
  const share = batch.fault?.expireAfterShare;
  if (share !== undefined && index >= Math.ceil(share * batch.total)) return "expire";
  const phaseMs = clock.waitMs(timings.inProgress + timings.perRow * batch.total);
  const dueMs = (batch.startedAtMs ?? nowMs) + (phaseMs * (index + 1)) / batch.total;
  const deadlineMs = batch.createdAtMs + clock.lapseMs(timings.window);
  if (dueMs <= deadlineMs) return dueMs <= nowMs ? "run" : dueMs - nowMs;
  return deadlineMs <= nowMs ? "expire" : deadlineMs - nowMs;
}
