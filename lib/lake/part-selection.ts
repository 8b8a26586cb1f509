import { join } from "node:path";
import type { DatasetFiles, DatasetPart, RowSelection } from "../core/dataset";
import type { Storage } from "../storage/storage";
import type { Lake } from "./engine";
import { quoteLiteral } from "./sql";

/** A selection that the engine can reach: for a list, the list lies in a scratch file. */
export type LocalSelection =
  | {
      readonly kind: "range";
      readonly firstRow: number;
      readonly lastRow: number;
      readonly rows: number;
    }
  | { readonly kind: "list"; readonly path: string; readonly rows: number };

/** Brings the list of a selection into `dir`. A range needs nothing. */
export async function localSelection(
  storage: Storage,
  selection: RowSelection,
  dir: string,
): Promise<LocalSelection> {
  if (selection.kind === "range") {
    return { ...selection, rows: Math.max(0, selection.lastRow - selection.firstRow + 1) };
  }
  const path = join(dir, "selection.parquet");
  await storage.toFile(selection.key, path);
  return { kind: "list", path, rows: selection.rows };
}

/** The SQL condition on `row` that a selection means. */
export function selectionCondition(selection: LocalSelection): string {
  return selection.kind === "range"
    ? `"row" BETWEEN ${selection.firstRow} AND ${selection.lastRow}`
    : `"row" IN (SELECT "row" FROM read_parquet(${quoteLiteral(selection.path)}))`;
}

/** The parts that hold at least one selected row, in row order. */
export async function selectedParts(
  lake: Lake,
  files: DatasetFiles,
  selection: LocalSelection,
): Promise<DatasetPart[]> {
  const parts = files.parts.toSorted((a, b) => a.firstRow - b.firstRow);
  if (selection.kind === "range") {
    const { firstRow, lastRow } = selection;
    return parts.filter((part) => part.firstRow <= lastRow && lastRowOf(part) >= firstRow);
  }
  const touched = new Set<number>();
  const sql = `SELECT "row" FROM read_parquet(${quoteLiteral(selection.path)})`;
  for await (const chunk of lake.columns(sql)) {
    const rows = chunk.numbers(0);
    for (let i = 0; i < chunk.rowCount; i++) touched.add(partOfRow(parts, Number(rows[i])));
  }
  return parts.filter((_, index) => touched.has(index));
}

export function lastRowOf(part: DatasetPart): number {
  return part.firstRow + part.rows - 1;
}

/** Index of the last part that begins at or before the row. */
function partOfRow(parts: readonly DatasetPart[], row: number): number {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((parts[middle]?.firstRow ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
