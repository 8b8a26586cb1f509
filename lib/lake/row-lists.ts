import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RowSelection } from "../core/dataset";
import type { Storage } from "../storage/storage";
import type { Lake } from "./engine";
import { quoteLiteral } from "./sql";

/** Stores a list of row numbers under `key`, in rising order, for a batch that is not a plain range. */
export async function writeRowList(
  lake: Lake,
  storage: Storage,
  key: string,
  rows: readonly number[],
): Promise<void> {
  await lake.withScratch(async (dir) => {
    const text = join(dir, "rows.csv");
    const parquet = join(dir, "rows.parquet");
    await writeFile(text, rows.join("\n"), { mode: 0o600 });
    await lake.run(
      `COPY (SELECT "row" FROM read_csv(${quoteLiteral(text)}, header = false, columns = {'row': 'BIGINT'})
       ORDER BY "row") TO ${quoteLiteral(parquet)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    await storage.put(key, { path: parquet });
  });
}

/** The rows behind lines of a batch's request file. Lines count from 1 and stand in row order; a line beyond the end has none. */
export async function rowsAtLines(
  lake: Lake,
  storage: Storage,
  selection: RowSelection,
  lines: readonly number[],
): Promise<Map<number, number>> {
  if (selection.kind === "range") {
    const last = selection.lastRow - selection.firstRow + 1;
    const inside = lines.filter((line) => line >= 1 && line <= last);
    return new Map(inside.map((line) => [line, selection.firstRow + line - 1]));
  }
  return lake.withScratch(async (dir) => {
    const path = join(dir, "rows.parquet");
    await storage.toFile(selection.key, path);
    const found = await lake.rows<{ line: number; row: number }>(
      `SELECT line, "row" FROM (SELECT "row", row_number() OVER (ORDER BY "row") AS line
       FROM read_parquet(${quoteLiteral(path)})) WHERE line IN (${lines.map(Math.trunc).join(", ") || "NULL"})`,
    );
    return new Map(found.map(({ line, row }) => [line, row]));
  });
}
