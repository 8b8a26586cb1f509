import type { Counts } from "@/lib/contracts/jobs";

/** The parts that a job's rows fall into, in the order in which they are drawn. */
export const COUNT_PARTS = ["succeeded", "failed", "expired", "cancelled", "pending"] as const;
export type CountPart = (typeof COUNT_PARTS)[number];

export interface CountShare {
  readonly part: CountPart;
  readonly rows: number;
  /** Share of the drawn bar, 0 to 100; the shares add up to 100. */
  readonly percent: number;
}

/** One row in a million would be invisible: every part that has rows keeps this much of the bar. */
const MIN_PERCENT = 0.75;

/** The parts that have rows, widened to be seen and adding up to the whole bar; empty for no rows. */
export function countShares(counts: Counts): CountShare[] {
  const present = COUNT_PARTS.map((part) => ({ part, rows: counts[part] })).filter(
    ({ rows }) => rows > 0,
  );
  const total = present.reduce((sum, { rows }) => sum + rows, 0);
  const widened = present.map((share) => Math.max((share.rows / total) * 100, MIN_PERCENT));
  const drawn = widened.reduce((sum, width) => sum + width, 0);
  return present.map((share, i) => ({ ...share, percent: ((widened[i] ?? 0) / drawn) * 100 }));
}

/** Rows that have an outcome, whatever it is. */
export function doneRows(counts: Counts): number {
  return counts.succeeded + counts.failed + counts.expired + counts.cancelled;
}

/** Whether the parts add up to the rows, as they must. */
export function countsAddUp(counts: Counts): boolean {
  return doneRows(counts) + counts.pending === counts.rows;
}
