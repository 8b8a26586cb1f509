import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type DatasetColumn, VALUE_KINDS } from "../core/dataset";
import { FORMULA_STARTS, harmlessCell } from "../core/formula";
import type { Storage } from "../storage/storage";
import type { Lake, LakeSession } from "./engine";
import { quoteIdentifier, quoteLiteral, sumOf } from "./sql";
import { RENDER_STEP_BYTES, textWindows } from "./text-windows";

export type ExportFormat = "jsonl" | "csv" | "parquet";

export interface ExportWish {
  readonly format: ExportFormat;
  /** In CSV, that no cell is a formula to a spreadsheet; see `harmlessCell`. The other formats have no formulas. */
  readonly neutralize?: boolean;
}

/** The columns that follow the dataset's own: name for people, name in the results, whether it is a number. */
const RESULT_COLUMNS = [
  { name: "tranche_status", internal: "status", numeric: false },
  { name: "tranche_output", internal: "output", numeric: false },
  { name: "tranche_error", internal: "error", numeric: false },
  { name: "tranche_input_tokens", internal: "input_tokens", numeric: true },
  { name: "tranche_cached_input_tokens", internal: "cached_input_tokens", numeric: true },
  { name: "tranche_output_tokens", internal: "output_tokens", numeric: true },
  { name: "tranche_cost_usd", internal: "cost_usd", numeric: false },
] as const;

/** Rows that are written to scratch and sent at a time, where they are small. */
const ROWS_AT_ONCE = 50_000;

/**
 * The results of a job as one file, in the dataset's order, under the user's column names. JSON Lines give the values
 * of a JSON dataset back as they stood in its file (a missing key is missing, a number keeps its digits) and those of
 * other datasets as strings; tokens are numbers, the cost is a decimal string. CSV follows RFC 4180 with line feeds,
 * in UTF-8; unknown is an empty field. In Parquet all of the user's columns are text; of names that differ only in
 * case, the later ones get a suffix. Memory and scratch are those of one stretch of rows, but for Parquet a file.
 */
export async function* exportResults(
  lake: Lake,
  storage: Storage,
  resultsKey: string,
  columns: readonly DatasetColumn[],
  { format, neutralize = false }: ExportWish,
): AsyncGenerator<Uint8Array> {
  const dir = await mkdtemp(join(lake.scratchDir, "export-"));
  try {
    const results = join(dir, "results.parquet");
    const out = join(dir, "out");
    await storage.toFile(resultsKey, results);
    if (format === "csv") yield csvHeader(columns, neutralize ? harmlessCell : asItIs);
    for (const range of await stretches(lake, results, columns, format)) {
      await lake.run(copyStatement(results, columns, { format, neutralize }, range, out));
      for await (const chunk of createReadStream(out, { highWaterMark: 1 << 20 })) yield chunk;
      await rm(out);
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Conditions that cut the results into stretches; Parquet is one file and can be copied in one go. */
async function stretches(
  lake: Lake,
  results: string,
  columns: readonly DatasetColumn[],
  format: ExportFormat,
): Promise<string[]> {
  if (format === "parquet") return ["true"];
  const between = (first: number, last: number) => `"row" BETWEEN ${first} AND ${last}`;
  return lake.session(async (session: LakeSession) => {
    const texts = [...columns.map((column) => column.internal), "output", "error"];
    const bytes = sumOf(texts.map((name) => `coalesce(strlen(${name}), 0)`));
    const from = `FROM read_parquet(${quoteLiteral(results)})`;
    const sql = `SELECT (${bytes})::DOUBLE ${from}`;
    const windows = await textWindows(session, sql, 1, RENDER_STEP_BYTES);
    if (windows !== null) return windows.map((w) => between(w.firstRow, w.lastRow));
    const [found] = await session.rows<{ rows: number }>(`SELECT count(*) AS rows ${from}`);
    const count = Math.ceil((found?.rows ?? 0) / ROWS_AT_ONCE);
    return Array.from({ length: count }, (_, i) =>
      between(i * ROWS_AT_ONCE + 1, (i + 1) * ROWS_AT_ONCE),
    );
  });
}

function copyStatement(
  results: string,
  columns: readonly DatasetColumn[],
  { format, neutralize }: Required<ExportWish>,
  range: string,
  out: string,
): string {
  const copy = (select: string, options: string) =>
    `COPY (SELECT ${select} FROM read_parquet(${quoteLiteral(results)}) WHERE ${range}) TO ${quoteLiteral(out)} (${options})`;
  const all = [...columns, ...RESULT_COLUMNS];
  switch (format) {
    case "jsonl":
      return copy(jsonObject(columns), "FORMAT csv, HEADER false, QUOTE '', DELIMITER ''");
    case "csv":
      return copy(
        all.map((column) => (neutralize ? harmless(column) : column.internal)).join(", "),
        "FORMAT csv, HEADER false",
      );
    case "parquet":
      return copy(
        all.map(({ internal, name }) => `${internal} AS ${quoteIdentifier(name)}`).join(", "),
        "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 16384",
      );
  }
}

const asItIs = (text: string): string => text;

const STARTS = FORMULA_STARTS.map(quoteLiteral).join(", ");

/** The rule of `harmlessCell` in SQL. */
function harmless({ internal, numeric = false }: { internal: string; numeric?: boolean }): string {
  if (numeric) return internal;
  const marked = `concat(${quoteLiteral("'")}, ${internal})`;
  return `CASE WHEN left(${internal}, 1) IN (${STARTS}) THEN ${marked} ELSE ${internal} END`;
}

function jsonObject(columns: readonly DatasetColumn[]): string {
  const { string, null: nothing, missing } = VALUE_KINDS;
  const key = (name: string) => quoteLiteral(`${JSON.stringify(name)}:`);
  const own = columns.map(({ name, internal }, index) => {
    const raw = `translate(${internal}, chr(10) || chr(13), '  ')`;
    return `CASE k[${index + 1}] WHEN '${missing}' THEN NULL WHEN '${nothing}' THEN ${key(name)} || 'null'
      WHEN '${string}' THEN ${key(name)} || to_json(${internal})::VARCHAR ELSE ${key(name)} || ${raw} END`;
  });
  const added = RESULT_COLUMNS.map(({ name, internal, numeric }) => {
    const value = numeric ? `${internal}::VARCHAR` : `to_json(${internal})::VARCHAR`;
    return `${key(name)} || coalesce(${value}, 'null')`;
  });
  return `concat('{', concat_ws(',', ${[...own, ...added].join(", ")}), '}')`;
}

function csvHeader(columns: readonly DatasetColumn[], write: (name: string) => string): Uint8Array {
  const names = [...columns, ...RESULT_COLUMNS]
    .map(({ name }) => write(name))
    .map((name) =>
      /[",\r\n]/.test(name) || name === "" ? `"${name.replaceAll('"', '""')}"` : name,
    );
  return Buffer.from(`${names.join(",")}\n`);
}
