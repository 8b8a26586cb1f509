import type { RowCounts, RowOutcome } from "./outcome";

/** Rows of each outcome, without the pending ones. */
export type EndedCounts = { readonly [O in RowOutcome]: number };

export const NONE_ENDED: EndedCounts = { succeeded: 0, failed: 0, expired: 0, cancelled: 0 };

/** Completes the counts of a job or batch. Throws a RangeError when more rows ended than there are. */
export function rowCounts(rows: number, ended: EndedCounts): RowCounts {
  const { succeeded, failed, expired, cancelled } = ended;
  const pending = rows - succeeded - failed - expired - cancelled;
  return assertConserved({ rows, pending, succeeded, failed, expired, cancelled });
}

/** Returns the counts when each row is counted exactly once; throws a RangeError otherwise. */
export function assertConserved(counts: RowCounts): RowCounts {
  const { rows, ...parts } = counts;
  const values = Object.values(parts);
  const whole = values.every((count) => Number.isSafeInteger(count) && count >= 0);
  const sum = values.reduce((total, count) => total + count, 0);
  if (!whole || sum !== rows) {
    const shown = Object.entries(parts).map(([name, count]) => `${count} ${name}`);
    throw new RangeError(`${rows} rows are not ${shown.join(" + ")}`);
  }
  return counts;
}

/** Adds the counts of parts that share no row. */
export function addEnded(a: EndedCounts, b: EndedCounts): EndedCounts {
  return {
    succeeded: a.succeeded + b.succeeded,
    failed: a.failed + b.failed,
    expired: a.expired + b.expired,
    cancelled: a.cancelled + b.cancelled,
  };
}
