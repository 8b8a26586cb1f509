import type { DatasetFiles, RowSelection } from "../core/dataset";
import type { LinePart } from "../core/line-template";
import { AppError } from "../errors";
import type { Storage } from "../storage/storage";
import { columnName, compileLineBytes, lineColumns } from "./compile-line";
import type { Lake, LakeSession } from "./engine";
import { forEachPartGroup } from "./fetch-parts";
import {
  type LocalSelection,
  localSelection,
  selectedParts,
  selectionCondition,
} from "./part-selection";
import { type PartStep, partSteps } from "./part-steps";
import { quoteList, quoteLiteral } from "./sql";

export interface MeasuredLines {
  /** UTF-8 bytes of each selected row's request line with its line end, in row order. */
  readonly bytes: Uint32Array;
  /** Their sum. */
  readonly total: number;
}

/**
 * Measures the request lines of the selected rows without rendering them. Memory: four bytes a row and what the
 * engine may hold. Throws `storage_corrupt` when the dataset's files do not hold every selected row.
 */
export async function measureLines(
  lake: Lake,
  storage: Storage,
  files: DatasetFiles,
  parts: readonly LinePart[],
  selection: RowSelection,
): Promise<MeasuredLines> {
  return lake.withScratch(async (dir) => {
    const local = await localSelection(storage, selection, dir);
    const touched = await selectedParts(lake, files, local);
    const columns = lineColumns(parts).map((index) => columnName(files.columns, index));
    const bytes = new Uint32Array(local.rows);
    let filled = 0;
    await forEachPartGroup(storage, files, touched, dir, (group) =>
      lake.session(async (session) => {
        for (const step of await partSteps(session, group, columns, selectionCondition(local))) {
          for (const sql of lengthQueries(step, compileLineBytes(parts, files.columns), local)) {
            filled = await fill(session, sql, bytes, filled);
          }
        }
      }),
    );
    if (filled !== local.rows) throw rowsMissing();
    return { bytes, total: bytes.reduce((sum, one) => sum + one, 0) };
  });
}

/** The dataset's files and its record of them do not agree. */
export function rowsMissing(): AppError {
  return new AppError(
    "storage_corrupt",
    "The stored rows of this dataset do not match its record. Upload the file again.",
  );
}

function lengthQueries(step: PartStep, length: string, selection: LocalSelection): string[] {
  const select = (source: string, condition: string) =>
    `SELECT (${length})::UINTEGER FROM read_parquet(${source}) WHERE ${condition}
     ${selection.kind === "list" ? 'ORDER BY "row"' : ""}`;
  const selected = selectionCondition(selection);
  if (step.kind === "light") {
    return [select(quoteList(step.parts.map((part) => part.path)), selected)];
  }
  return step.ranges.map(({ firstRow, lastRow }) =>
    select(
      quoteLiteral(step.part.path),
      `"row" BETWEEN ${firstRow} AND ${lastRow} AND ${selected}`,
    ),
  );
}

/** Copies the query's only column into `bytes` from `at`; returns the place after it. */
async function fill(
  session: LakeSession,
  sql: string,
  bytes: Uint32Array,
  at: number,
): Promise<number> {
  let next = at;
  for await (const chunk of session.columns(sql)) {
    if (next + chunk.rowCount > bytes.length) throw rowsMissing();
    const lengths = chunk.numbers(0);
    if (!(lengths instanceof Uint32Array)) throw new TypeError("lengths must be 32 bits wide");
    bytes.set(lengths.subarray(0, chunk.rowCount), next);
    next += chunk.rowCount;
  }
  return next;
}
