/** Stored states of a batch. A planned batch waits for its due time; a cancelled one was never sent. */
export const BATCH_STATES = [
  "planned",
  "submitting",
  "running",
  "collecting",
  "settled",
  "cancelled",
  "attention",
] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** What the API calls them. */
export type BatchStatus = Exclude<BatchState, "planned"> | "waiting";

const MOVES: { readonly [S in BatchState]: readonly BatchState[] } = {
  planned: ["submitting", "cancelled", "attention"],
  /** Back to planned: surely nothing was created. To collecting: refused for good, so every row gets that outcome. */
  submitting: ["running", "planned", "collecting", "attention"],
  /** Back to planned: refused for want of room after the create. */
  running: ["collecting", "planned", "attention"],
  /** Back to running: the provider says that it has not ended after all. */
  collecting: ["settled", "running", "attention"],
  settled: [],
  cancelled: [],
  /** A person decides: it was created, it was not, or give it up. */
  attention: ["running", "planned", "collecting", "cancelled"],
};

export function canMoveBatch(from: BatchState, to: BatchState): boolean {
  return MOVES[from].includes(to);
}

/** The states that may become `to`: what a conditional update names. */
export function batchStatesBefore(to: BatchState): BatchState[] {
  return BATCH_STATES.filter((from) => canMoveBatch(from, to));
}

export function isFinalBatchState(state: BatchState): boolean {
  return MOVES[state].length === 0;
}

export function publicBatchStatus(state: BatchState): BatchStatus {
  return state === "planned" ? "waiting" : state;
}

/** How long an ended batch may take to stand in the ledger before people are told, in milliseconds. */
export const SETTLES_WITHIN_MS = 5 * 60_000;

/** Whether a batch has ended at the provider, and what it cost is not in the ledger when it should be. */
export function isSettledLate(
  { status, endedAtMs }: { readonly status: BatchStatus; readonly endedAtMs: number | null },
  nowMs: number,
): boolean {
  const open = status !== "settled" && status !== "cancelled";
  return open && endedAtMs !== null && nowMs - endedAtMs > SETTLES_WITHIN_MS;
}
