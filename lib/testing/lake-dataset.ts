import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { DatasetColumn, DatasetFiles, DatasetPart } from "../core/dataset";
import { type Lake, openLake } from "../lake/engine";
import { quoteLiteral } from "../lake/sql";
import { datasetRowsKey } from "../storage/keys";
import type { Storage } from "../storage/storage";

/** A row as the files of a dataset hold it: values by column, and one kind letter per column. */
export interface FixtureRow {
  readonly values: readonly (string | null)[];
  readonly kinds?: string;
}

/** Stores a dataset in the form that an import leaves, without the import, with an engine of its own and more memory. */
export async function storeDataset(
  { scratchDir }: { readonly scratchDir: string },
  storage: Storage,
  names: readonly string[],
  rows: readonly FixtureRow[],
  options: FixtureOptions = {},
): Promise<DatasetFiles> {
  const lake = await openLake({ scratchDir: join(scratchDir, "fixture"), memoryLimitMb: 3072 });
  try {
    return await storeParts(lake, storage, names, rows, options);
  } finally {
    lake.close();
    await rm(lake.scratchDir, { recursive: true });
  }
}

export interface FixtureOptions {
  readonly datasetId?: string;
  readonly rowsPerPart?: number;
  readonly rowGroupRows?: number;
}

async function storeParts(
  lake: Lake,
  storage: Storage,
  names: readonly string[],
  rows: readonly FixtureRow[],
  options: FixtureOptions,
): Promise<DatasetFiles> {
  const { datasetId = "ds_1", rowsPerPart = 1000, rowGroupRows = 122_880 } = options;
  const organizationId = "org_1";
  const columns: DatasetColumn[] = names.map((name, i) => ({
    name,
    internal: `c${i}`,
    type: "text",
  }));
  const parts: DatasetPart[] = [];
  for (let first = 0; first < rows.length; first += rowsPerPart) {
    const slice = rows.slice(first, first + rowsPerPart);
    const part = { part: parts.length, firstRow: first + 1, rows: slice.length };
    const path = join(lake.scratchDir, `${datasetId}-${part.part}.parquet`);
    await writePart(lake, columns, slice, part.firstRow, path, rowGroupRows);
    await storage.put(datasetRowsKey(organizationId, datasetId, part.part), { path });
    await rm(path);
    parts.push({ ...part, textBytes: textBytes(slice) });
  }
  return { organizationId, datasetId, columns, parts, rows: rows.length };
}

async function writePart(
  lake: Lake,
  columns: readonly DatasetColumn[],
  rows: readonly FixtureRow[],
  firstRow: number,
  path: string,
  rowGroupRows: number,
): Promise<void> {
  const source = `${path}.jsonl`;
  const lines = Readable.from(
    rows.map(({ values, kinds }, i) => {
      const k = kinds ?? values.map((value) => (value === null ? "0" : "s")).join("");
      const fields = Object.fromEntries(values.map((value, c) => [`c${c}`, value]));
      return `${JSON.stringify({ row: firstRow + i, k, ...fields })}\n`;
    }),
  );
  await pipeline(lines, createWriteStream(source));
  const schema = ["row", "k", ...columns.map((column) => column.internal)].map(
    (name) => `'${name}': '${name === "row" ? "BIGINT" : "VARCHAR"}'`,
  );
  const longest = 64 * 1024 * 1024;
  await lake.run(
    `COPY (FROM read_json(${quoteLiteral(source)}, format = 'newline_delimited',
       columns = {${schema.join(", ")}}, maximum_object_size = ${longest}))
     TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroupRows})`,
  );
  await rm(source);
}

function textBytes(rows: readonly FixtureRow[]): number {
  return rows
    .flatMap((row) => row.values)
    .reduce((sum, value) => sum + Buffer.byteLength(value ?? ""), 0);
}
