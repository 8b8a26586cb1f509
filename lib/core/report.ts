import { type Booked, NO_SAVINGS, type Savings, sumSavings } from "./savings";
import type { Meter } from "./usage";

/** A sum of ledger entries with one key (a team, model, job, day …), meter and usefulness. */
export interface LedgerAggregate extends Booked {
  readonly key: string;
  readonly meter: Meter;
  readonly quantity: bigint;
}

/** Rows that belong to a key. They are counted by batch, not by ledger entry. */
export interface KeyRows {
  readonly key: string;
  readonly rows: number;
}

export interface ReportFigures extends Savings {
  readonly rows: number;
  /** All input meters. */
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface ReportRow extends ReportFigures {
  readonly key: string;
}

export interface SavingsReport {
  readonly data: readonly ReportRow[];
  readonly total: ReportFigures;
}

const NO_FIGURES: ReportFigures = { ...NO_SAVINGS, rows: 0, inputTokens: 0, outputTokens: 0 };

/**
 * Folds sums of ledger entries into one row per key, in order of the keys, and their total. A key with rows and
 * no entries is shown with no money. Throws a RangeError when simulated and real money are mixed.
 */
export function savingsReport(
  aggregates: readonly LedgerAggregate[],
  rows: readonly KeyRows[],
): SavingsReport {
  const groups = new Map<string, { entries: LedgerAggregate[]; rows: number }>();
  const groupOf = (key: string) => {
    const group = groups.get(key) ?? { entries: [], rows: 0 };
    groups.set(key, group);
    return group;
  };
  for (const aggregate of aggregates) groupOf(aggregate.key).entries.push(aggregate);
  for (const { key, rows: count } of rows) groupOf(key).rows += count;
  const data = [...groups]
    .map(([key, group]) => ({ key, ...figures(group.entries, group.rows) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const allRows = rows.reduce((sum, row) => sum + row.rows, 0);
  return { data, total: figures(aggregates, allRows) };
}

/** The same rows with a row of zeros for each key that has none: for charts over `utcDays`. */
export function fillKeys(data: readonly ReportRow[], keys: readonly string[]): ReportRow[] {
  const byKey = new Map(data.map((row) => [row.key, row]));
  return keys.map((key) => byKey.get(key) ?? { key, ...NO_FIGURES });
}

function figures(entries: readonly LedgerAggregate[], rows: number): ReportFigures {
  let inputTokens = 0n;
  let outputTokens = 0n;
  for (const { meter, quantity } of entries) {
    if (meter === "output") outputTokens += quantity;
    else inputTokens += quantity;
  }
  return {
    ...sumSavings(entries),
    rows,
    inputTokens: Number(inputTokens),
    outputTokens: Number(outputTokens),
  };
}
