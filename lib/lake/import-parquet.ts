import { join } from "node:path";
import type { DatasetColumn } from "../core/dataset";
import { columnTable } from "./column-table";
import type { Lake, LakeSession } from "./engine";
import type { ImportNotice } from "./import-reasons";
import { invalidFile } from "./invalid-file";
import { castColumn, type ParquetColumn } from "./parquet-columns";
import { addSums, type ColumnSums, measureColumns, noSums } from "./profile";
import { quoteLiteral } from "./sql";
import { PARQUET_OPTIONS, type PartWriter } from "./write-parts";

interface ParquetImport {
  readonly lake: Lake;
  /** A private folder that holds the file as `source.parquet`; parts are made in it. */
  readonly dir: string;
  readonly limits: { readonly maxPartRows: number; readonly maxPartTextBytes: number };
  readonly parts: PartWriter;
  readonly signal?: AbortSignal;
}

interface ImportedParquet {
  readonly columns: DatasetColumn[];
  readonly notices: readonly ImportNotice[];
  readonly rows: number;
  /** By column. */
  readonly sums: readonly ColumnSums[];
}

/**
 * Turns a Parquet file into parts. Numbers and booleans become their exact text, nested values JSON, dates and
 * times text, bytes their UTF-8 text, or base64 where they are none. Throws `invalid_request` (`damaged_parquet`,
 * and `header_only` where it has no rows).
 */
export async function importParquet(work: ParquetImport): Promise<ImportedParquet> {
  return work.lake.session((session) => readInParts(session, work), work.signal);
}

async function readInParts(session: LakeSession, work: ParquetImport): Promise<ImportedParquet> {
  const file = quoteLiteral(join(work.dir, "source.parquet"));
  const described = await undamaged(() =>
    session.rows<{ column_name: string; column_type: string }>(
      `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${file}))`,
    ),
  );
  const table = columnTable();
  for (const { column_name: name } of described) table.add(name);
  const casts = described.map(({ column_name: name, column_type: type }) => castColumn(name, type));
  const ranges = await undamaged(() => cutRanges(session, file, casts, work.limits));
  const rows = ranges.at(-1)?.end ?? 0;
  if (rows === 0) throw invalidFile("header_only");
  let sums = casts.map(noSums);
  for (const range of ranges) {
    const path = await copyRange(session, file, casts, range, work);
    const more = await measureColumns(session, path, casts.length);
    sums = sums.map((sum, i) => addSums(sum, more[i] ?? noSums()));
    const { start, end, textBytes } = range;
    const part = { path, firstRow: start + 1, rows: end - start, columns: casts.length, textBytes };
    await work.parts.addParquet(part);
  }
  const columns = table.named.map((named, i) => ({
    ...named,
    internal: `c${i}`,
    type: casts[i]?.label ?? "text",
  }));
  return { columns, notices: table.notices, rows, sums };
}

/** Rows `start` up to, not including, `end`, from 0. */
type Range = { start: number; end: number; textBytes: number };

async function cutRanges(
  session: LakeSession,
  file: string,
  casts: readonly ParquetColumn[],
  limits: ParquetImport["limits"],
): Promise<Range[]> {
  const lengths = casts.map(({ value }) => `coalesce(strlen(${value}), 0)`).join(" + ");
  const ranges: Range[] = [];
  let start = 0;
  let at = 0;
  let bytes = 0;
  for await (const chunk of session.columns(
    `SELECT (${lengths})::DOUBLE AS bytes FROM read_parquet(${file})`,
  )) {
    for (const length of chunk.numbers(0)) {
      const full =
        at - start === limits.maxPartRows || bytes + Number(length) > limits.maxPartTextBytes;
      if (full && at > start) {
        ranges.push({ start, end: at, textBytes: bytes });
        start = at;
        bytes = 0;
      }
      bytes += Number(length);
      at++;
    }
  }
  return at > start ? [...ranges, { start, end: at, textBytes: bytes }] : ranges;
}

async function copyRange(
  session: LakeSession,
  file: string,
  casts: readonly ParquetColumn[],
  { start, end }: Range,
  { dir, signal }: ParquetImport,
): Promise<string> {
  signal?.throwIfAborted();
  const path = join(dir, `from-${start}.parquet`);
  const kinds = casts.map(({ kind }) => kind).join(", ");
  const values = casts.map(({ value }, i) => `${value} AS c${i}`).join(", ");
  await session.run(
    `COPY (SELECT file_row_number + 1 AS row, concat(${kinds}) AS k, ${values}
      FROM read_parquet(${file}, file_row_number = true)
      WHERE file_row_number >= ${start} AND file_row_number < ${end})
      TO ${quoteLiteral(path)} (${PARQUET_OPTIONS})`,
  );
  return path;
}

/** The engine's own words on a broken file help nobody who uploaded it; running out of memory is another matter. */
async function undamaged<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && !error.message.startsWith("Out of Memory")) {
      throw invalidFile("damaged_parquet", {}, error);
    }
    throw error;
  }
}
