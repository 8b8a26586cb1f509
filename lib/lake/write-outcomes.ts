import { join } from "node:path";
import type { Verdict } from "../core/outcome";
import type { LakeSession } from "./engine";
import { sameCombination } from "./judge-lines";
import { USAGE_COLUMNS } from "./line-facts";
import { type LocalSelection, selectionCondition } from "./part-selection";
import { quoteList, quoteLiteral } from "./sql";
import { JOIN_STEP_BYTES, textWindows } from "./text-windows";

interface OutcomesFile {
  readonly outPath: string;
  readonly attempt: number;
  readonly selection: LocalSelection;
  readonly missing: Verdict;
  readonly rowGroupRows: number;
  /** For files on the way. */
  readonly dir: string;
}

/**
 * Writes one row per row of the selection, from the facts and the tables of `judgeLines`:
 *
 * `row`, `outcome`, `code` and `message` (the provider's) where it did not succeed, `retryable`, `text` (of a refusal:
 * what it says), `model`, the usage columns (null: unknown), `request_id`, `position` (of the line, from 1; null: none),
 * `attempt`, `usable`, `free` (billed nothing, so unknown usage is none), `tier` (input tokens from which its price holds), `extra` (further executions of the row: a list
 * of `model`, `tier`, `usage_known` and the meters; null almost always).
 */
export async function writeOutcomes(
  session: LakeSession,
  facts: string,
  file: OutcomesFile,
): Promise<void> {
  const packed = ["model", "tier", "usage_known", ...USAGE_COLUMNS].map(
    (name) => `${name} := ${name}`,
  );
  await session.run(
    `CREATE TEMP TABLE extra AS
     SELECT "row", list(struct_pack(${packed.join(", ")}) ORDER BY position) AS extra
     FROM ${facts} WHERE position IN (SELECT position FROM repeated WHERE extra) GROUP BY "row"`,
  );
  const windows = await textWindows(
    session,
    `SELECT text_bytes::DOUBLE FROM ${facts} ORDER BY position`,
    1,
    JOIN_STEP_BYTES,
  );
  if (windows === null) {
    return copyTo(session, outcomesQuery(facts, file), file.outPath, file.rowGroupRows);
  }
  const paths: string[] = [];
  for (const [index, { firstRow, lastRow }] of windows.entries()) {
    const path = join(file.dir, `outcomes-${index}.parquet`);
    const lines = `(FROM ${facts} WHERE position BETWEEN ${firstRow} AND ${lastRow})`;
    await copyTo(session, presentQuery(lines, file), path, file.rowGroupRows);
    paths.push(path);
  }
  const path = join(file.dir, "outcomes-missing.parquet");
  await copyTo(
    session,
    outcomesQuery(`(FROM ${facts} WHERE false)`, file),
    path,
    file.rowGroupRows,
  );
  const all = `FROM read_parquet(${quoteList([...paths, path])})`;
  await copyTo(session, all, file.outPath, file.rowGroupRows);
}

async function copyTo(
  session: LakeSession,
  query: string,
  path: string,
  groupRows: number,
): Promise<void> {
  await session.run(
    `COPY (${query}) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE ${groupRows})`,
  );
}

function presentQuery(facts: string, { attempt, selection }: OutcomesFile): string {
  return `
    SELECT l."row", v.outcome, v.code, CASE WHEN v.outcome <> 'succeeded' THEN l.message END AS message,
      v.retryable, l.text, l.model, ${USAGE_COLUMNS.join(", ")}, l.request_id, l.position,
      ${attempt}::INTEGER AS attempt, v.outcome = 'succeeded' AS usable, v.free AND NOT l.usage_known AS free, l.tier, e.extra
    FROM ${facts} l JOIN verdict v ON ${sameCombination} LEFT JOIN extra e ON e."row" = l."row"
    WHERE l.${selectionCondition(selection)} AND l.position NOT IN (SELECT position FROM repeated)`;
}

function outcomesQuery(facts: string, file: OutcomesFile): string {
  const { attempt, missing, selection } = file;
  return `${presentQuery(facts, file)}
    UNION ALL BY NAME
    SELECT "row", ${quoteLiteral(missing.outcome)} AS outcome,
      ${missing.code === null ? "NULL::VARCHAR" : quoteLiteral(missing.code)} AS code,
      ${missing.retryable} AS retryable, ${attempt}::INTEGER AS attempt, false AS usable, ${missing.free === true} AS free, 0::BIGINT AS tier
    FROM ${selectedRows(selection)} WHERE "row" NOT IN (SELECT "row" FROM present)`;
}

function selectedRows(selection: LocalSelection): string {
  return selection.kind === "range"
    ? `range(${selection.firstRow}, ${selection.lastRow + 1}) AS r("row")`
    : `read_parquet(${quoteLiteral(selection.path)})`;
}
