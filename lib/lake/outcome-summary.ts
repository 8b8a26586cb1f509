import type { RowOutcome } from "../core/outcome";
import type { Usage } from "../core/usage";
import type { LakeSession } from "./engine";
import { USAGE_COLUMNS } from "./line-facts";
import { quoteLiteral } from "./sql";

/** Tokens of executions with the same answering model, use and price tier. */
export interface UsageGroup {
  /** As the answers name it; null where they do not. */
  readonly model: string | null;
  /** False for what bought no usable result: failed rows, extra executions. */
  readonly usable: boolean;
  readonly tierMinTokens: number;
  /** Executions: one per row of the selection but those that are free, one more for each extra execution. */
  readonly rows: number;
  /** How many of them have no usage: unknown, not zero. */
  readonly unknownUsageRows: number;
  readonly usage: Usage;
}

/**
 * `lines` = `badLines` + `strangers` + `duplicates` + `extraExecutions` + all `counts`;
 * rows of the selection = all `counts` + `missing`.
 */
export interface CollectSummary {
  readonly lines: number;
  /** Not JSON: cut off, or not readable at all. */
  readonly badLines: number;
  /** Lines whose custom id is not one of the selection. */
  readonly strangers: number;
  /** Lines that repeat an execution (same row and request id, or the same line), or say that a row did not run that did. */
  readonly duplicates: number;
  /** Lines of a further execution of a row: billed, of no use. */
  readonly extraExecutions: number;
  /** Rows by outcome, those with a line only. */
  readonly counts: Readonly<Record<RowOutcome, number>>;
  readonly missing: number;
  /** Of all rows, missing ones included. */
  readonly retryableRows: number;
  /** Of them, those whose outcome is expired. */
  readonly retryableExpiredRows: number;
  /** Codes of rows that did not succeed, missing ones included, most frequent first. */
  readonly codes: readonly {
    readonly code: string;
    readonly outcome: RowOutcome;
    readonly rows: number;
  }[];
  readonly usage: readonly UsageGroup[];
}

/** Counts and sums of a file of `writeOutcomes`, of the facts and of the tables that `judgeLines` left. */
export async function summariseOutcomes(
  session: LakeSession,
  facts: string,
  outPath: string,
): Promise<CollectSummary> {
  const outcomes = `read_parquet(${quoteLiteral(outPath)})`;
  const [lines] = await session.rows<LineCounts>(
    `SELECT count(*) AS lines, count(*) FILTER (NOT valid) AS "badLines",
       (SELECT coalesce(sum(lines), 0) FROM present) AS ours,
       (SELECT count(*) FROM repeated WHERE NOT extra) AS duplicates,
       (SELECT count(*) FROM repeated WHERE extra) AS "extraExecutions"
     FROM ${facts}`,
  );
  const [rows] = await session.rows<{
    missing: number;
    retryableRows: number;
    retryableExpiredRows: number;
  }>(
    `SELECT count(*) FILTER (position IS NULL) AS missing, count(*) FILTER (retryable) AS "retryableRows",
       count(*) FILTER (retryable AND outcome = 'expired') AS "retryableExpiredRows"
     FROM ${outcomes}`,
  );
  if (lines === undefined || rows === undefined) throw new Error("a query of counts gave no row");
  const { ours, ...counted } = lines;
  return {
    ...counted,
    strangers: lines.lines - lines.badLines - ours,
    counts: await countsByOutcome(session, outcomes),
    ...rows,
    codes: await session.rows(
      `SELECT code, outcome, count(*) AS rows FROM ${outcomes} WHERE code IS NOT NULL
       GROUP BY code, outcome ORDER BY rows DESC, code, outcome`,
    ),
    usage: await usageGroups(session, outcomes),
  };
}

interface LineCounts {
  readonly lines: number;
  readonly badLines: number;
  /** Valid lines of rows of the selection. */
  readonly ours: number;
  readonly duplicates: number;
  readonly extraExecutions: number;
}

async function countsByOutcome(
  session: LakeSession,
  outcomes: string,
): Promise<CollectSummary["counts"]> {
  const found = await session.rows<{ outcome: RowOutcome; rows: number }>(
    `SELECT outcome, count(*) AS rows FROM ${outcomes} WHERE position IS NOT NULL GROUP BY outcome`,
  );
  const counts = { succeeded: 0, failed: 0, expired: 0, cancelled: 0 };
  for (const { outcome, rows } of found) counts[outcome] = rows;
  return counts;
}

async function usageGroups(session: LakeSession, outcomes: string): Promise<UsageGroup[]> {
  const columns = ["model", "tier", ...USAGE_COLUMNS].join(", ");
  const sums = USAGE_COLUMNS.map((meter) => `'${meter}': coalesce(sum(${meter}), 0)`);
  return session.rows<UsageGroup>(
    `SELECT model, usable, tier AS "tierMinTokens", count(*) AS rows,
       count(*) - count(input) AS "unknownUsageRows", {${sums.join(", ")}} AS usage
     FROM (
       SELECT usable, ${columns} FROM ${outcomes} WHERE NOT free
       UNION ALL
       SELECT false AS usable, ${columns}
       FROM (SELECT unnest(extra, recursive := true) FROM ${outcomes} WHERE extra IS NOT NULL)
     )
     GROUP BY model, usable, tier ORDER BY model, usable DESC, tier`,
  );
}
