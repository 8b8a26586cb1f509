import type { BatchRecord } from "./batch-record";
import type { Engine } from "./engine";

/** `expire`: the batch's window ends now; a number: ms to wait before asking again. */
type RowDecision = "run" | "abandon" | "expire" | number;

/**
 * What to do with the row at this place of the running order. A function of the clock: rows fall due
 * at even distances over the in_progress phase, and a row due after the window's end never runs.
 */
export function decideRow(
  { clock, timings }: Pick<Engine, "clock" | "timings">,
  batch: BatchRecord,
  index: number,
  nowMs: number,
): RowDecision {
  if (batch.halted !== null) return outrunsCancel(batch, index) ? "run" : "abandon";
  const share = batch.fault?.expireAfterShare;
  if (share !== undefined && index >= Math.ceil(share * batch.total)) return "expire";
  const phaseMs = clock.waitMs(timings.inProgress + timings.perRow * batch.total);
  const startedAtMs = batch.times.in_progress ?? nowMs;
  const dueMs = startedAtMs + (phaseMs * (index + 1)) / batch.total;
  const deadlineMs = deadlineOf({ clock, timings }, batch);
  if (dueMs <= deadlineMs) return dueMs <= nowMs ? "run" : dueMs - nowMs;
  return deadlineMs <= nowMs ? "expire" : deadlineMs - nowMs;
}

/** When the batch expires, epoch ms; infinite when it never does. */
function deadlineOf(
  { clock, timings }: Pick<Engine, "clock" | "timings">,
  batch: BatchRecord,
): number {
  const seconds = timings.window ?? batch.windowSeconds;
  return seconds === null ? Number.POSITIVE_INFINITY : batch.createdAtMs + clock.lapseMs(seconds);
}

/** A fault: the cancel comes too late for the first rows. */
function outrunsCancel(batch: BatchRecord, index: number): boolean {
  const share = batch.fault?.cancelAfterShare;
  const late = batch.halted === "cancelled" && share !== undefined;
  return late && index < Math.ceil(share * batch.total);
}
