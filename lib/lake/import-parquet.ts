import { join } from "node:path";
import type { DatasetColumn } from "../core/dataset";
import { isAppError } from "../errors";
import { columnTable } from "./column-table";
import type { Lake, LakeSession } from "./engine";
import type { ImportNotice } from "./import-reasons";
import { invalidFile } from "./invalid-file";
import { castColumn, type ParquetColumn } from "./parquet-columns";
import { checkParquetFooter } from "./parquet-footer";
import { addSums, type ColumnSums, measureColumns, noSums } from "./profile";
import { type Range, type RangeLimits, rangeCutter } from "./range-cutter";
import { quoteLiteral, sumOf } from "./sql";
import { PARQUET_OPTIONS, type PartWriter } from "./write-parts";

interface ParquetImport {
  readonly lake: Lake;
  /** A private folder that holds the file as `source.parquet`; parts are made in it. */
  readonly dir: string;
  readonly limits: RangeLimits;
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
 * times text, bytes their UTF-8 text, or base64 where they are none. A small file can hold much: what is read out is
 * counted, and the engine's memory is its limit. Throws `invalid_request` (`damaged_parquet`, `header_only` where it has
 * no rows, `too_many_columns`, `too_complex_parquet`, `row_too_large`, `unpacks_too_large`,
 * `unpacks_too_dense`).
 */
export async function importParquet(work: ParquetImport): Promise<ImportedParquet> {
  await checkParquetFooter(join(work.dir, "source.parquet"));
  return withinMemory(() =>
    work.lake.session((session) => readInParts(session, work), work.signal),
  );
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

async function cutRanges(
  session: LakeSession,
  file: string,
  casts: readonly ParquetColumn[],
  limits: RangeLimits,
): Promise<readonly Range[]> {
  const bytes = sumOf(casts.map(({ value }) => `coalesce(strlen(${value}), 0)`));
  const cutter = rangeCutter(casts.length, limits);
  const query = `SELECT (${bytes})::DOUBLE AS bytes FROM read_parquet(${file})`;
  for await (const chunk of session.columns(query)) {
    for (const length of chunk.numbers(0)) cutter.add(Number(length));
  }
  return cutter.end();
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
    const own = isAppError(error) || !(error instanceof Error);
    if (own || error.message.startsWith("Out of Memory")) throw error;
    throw invalidFile("damaged_parquet", {}, error);
  }
}

/**
 * The engine of an import has its memory for itself, so what does not fit into it is too dense: one page or one value
 * that unpacks to hundreds of megabytes. A full disk is told in other words, and is no fault of the file.
 */
async function withinMemory<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error) || !/^Out of Memory Error: .*allocat/i.test(error.message)) {
      throw error;
    }
    throw invalidFile("unpacks_too_dense", {}, error);
  }
}
