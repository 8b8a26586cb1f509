import type { SavingsReport } from "@/lib/contracts/reports";

export type SavingsRow = SavingsReport["data"][number];

const DAY_MS = 86_400_000;

/** UTC days, both inclusive, YYYY-MM-DD. */
export type DayRange = { from: string; to: string };

/** The last `count` UTC days up to today. `nowMs`: epoch milliseconds. */
export function lastDays(count: number, nowMs: number): DayRange {
  return { from: utcDay(nowMs - (count - 1) * DAY_MS), to: utcDay(nowMs) };
}

/** The first day of the UTC month up to today. */
export function thisMonth(nowMs: number): DayRange {
  const to = utcDay(nowMs);
  return { from: `${to.slice(0, 8)}01`, to };
}

/** Whether both are days and in order. */
export function isDayRange({ from, to }: DayRange): boolean {
  return isDay(from) && isDay(to) && from <= to;
}

/** How many days a range has, both ends counted. */
export function dayCount({ from, to }: DayRange): number {
  return Math.round((dayMs(to) - dayMs(from)) / DAY_MS) + 1;
}

/**
 * The rows of a report by day with the days between put in as zeros, so that a quiet week looks
 * like one. More than `maxDays` are left as they are: nobody sees the gaps then.
 */
export function fillDays(
  rows: readonly SavingsRow[],
  range: DayRange,
  maxDays = 400,
): SavingsRow[] {
  const byDay = new Map(rows.map((row) => [row.key, row]));
  const count = dayCount(range);
  if (!isDayRange(range) || count > maxDays) return [...rows];
  return Array.from({ length: count }, (_, index) => {
    const day = utcDay(dayMs(range.from) + index * DAY_MS);
    return byDay.get(day) ?? emptyDay(day);
  });
}

function emptyDay(day: string): SavingsRow {
  return {
    key: day,
    label: day,
    billed: "0",
    realtime: "0",
    savings: "0",
    waste: "0",
    rows: 0,
    inputTokens: 0,
    outputTokens: 0,
  };
}

function isDay(day: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(dayMs(day));
}

const dayMs = (day: string) => Date.parse(`${day}T00:00:00Z`);
const utcDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);
