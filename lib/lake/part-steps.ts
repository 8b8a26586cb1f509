import type { LakeSession } from "./engine";
import type { LocalPart } from "./fetch-parts";
import { lastRowOf } from "./part-selection";
import { quoteList, quoteLiteral, sumOf } from "./sql";
import { RENDER_STEP_BYTES, type RowRange, STEP_ROWS, textWindows } from "./text-windows";

/** Consecutive parts that the engine takes in one statement, or one part that is worked through range by range. */
export type PartStep =
  | { readonly kind: "light"; readonly parts: readonly LocalPart[] }
  | { readonly kind: "heavy"; readonly part: LocalPart; readonly ranges: readonly RowRange[] };

/**
 * Sorts parts into light and heavy by the text in `columns` (quoted names) of the rows that meet the condition, in the
 * order given.
 */
export async function partSteps(
  session: LakeSession,
  parts: readonly LocalPart[],
  columns: readonly string[],
  condition: string,
): Promise<PartStep[]> {
  const heavy = await heavyRanges(session, parts, columns, condition);
  const steps: PartStep[] = [];
  for (const part of parts) {
    const last = steps.at(-1);
    const isHeavy = heavy.some((r) => r.firstRow <= lastRowOf(part) && r.lastRow >= part.firstRow);
    const ranges = isHeavy ? await partWindows(session, part, columns) : null;
    if (ranges !== null) steps.push({ kind: "heavy", part, ranges });
    else if (last?.kind !== "light") steps.push({ kind: "light", parts: [part] });
    else steps[steps.length - 1] = { kind: "light", parts: [...last.parts, part] };
  }
  return steps;
}

/** Where about as many rows as the engine takes at a time hold too much text. */
async function heavyRanges(
  session: LakeSession,
  parts: readonly LocalPart[],
  columns: readonly string[],
  condition: string,
): Promise<RowRange[]> {
  const paths = quoteList(parts.map((part) => part.path));
  const textTotal = parts.reduce((sum, part) => sum + part.textBytes, 0);
  if (columns.length === 0 || (await hasLightGroups(session, paths, textTotal))) return [];
  const found = await session.rows<{ step: number }>(
    `SELECT "row" // ${STEP_ROWS} AS step FROM read_parquet(${paths})
     WHERE ${condition} GROUP BY step HAVING sum(${textBytes(columns)}) > ${RENDER_STEP_BYTES}`,
  );
  return found.map(({ step }) => ({
    firstRow: step * STEP_ROWS,
    lastRow: (step + 1) * STEP_ROWS - 1,
  }));
}

/**
 * Whether no row group of the files is large, told by their footers alone. Equal texts are kept once in a file, so the
 * sizes count only where they cover nearly all text that the parts are known to hold.
 */
async function hasLightGroups(
  session: LakeSession,
  paths: string,
  textTotal: number,
): Promise<boolean> {
  const [found] = await session.rows<{ largest: number; total: number }>(
    `SELECT coalesce(max(bytes), 0) AS largest, coalesce(sum(bytes), 0) AS total FROM (
       SELECT sum(total_uncompressed_size) AS bytes FROM parquet_metadata(${paths})
       WHERE path_in_schema NOT IN ('row', 'k') GROUP BY file_name, row_group_id)`,
  );
  if (found === undefined) return false;
  return found.largest <= 2 * RENDER_STEP_BYTES && found.total >= 0.9 * textTotal;
}

/** Ranges of a part; one that holds too much only together with its neighbour is no matter. */
function partWindows(
  session: LakeSession,
  part: LocalPart,
  columns: readonly string[],
): Promise<RowRange[] | null> {
  const sql = `SELECT (${textBytes(columns)})::DOUBLE FROM read_parquet(${quoteLiteral(part.path)})`;
  return textWindows(session, sql, part.firstRow, RENDER_STEP_BYTES);
}

function textBytes(columns: readonly string[]): string {
  return sumOf(columns.map((column) => `coalesce(strlen(${column}), 0)`));
}
