import { join } from "node:path";
import type { JsonPointer, ResultShape, TokenSum } from "../core/result-shape";
import type { LakeSession } from "./engine";
import type { RawLines } from "./raw-lines";
import { rowGroupRows } from "./row-groups";
import { quoteList, quoteLiteral } from "./sql";

/** How the meters of a usage are called in the files of the engine. */
export const USAGE_COLUMNS = [
  "input",
  "cached_input",
  "cache_write_5m",
  "cache_write_1h",
  "output",
  "reasoning",
] as const;

/** The reader holds this much of a file per core at a time; a line must fit in. */
const MIN_BUFFER_BYTES = 8 * 1024 * 1024;

/** What a line must be read with. */
export interface FactsOptions {
  readonly shape: ResultShape;
  readonly customIdPrefix: string;
  /** Input tokens from which another price holds. */
  readonly tierThresholds: readonly number[];
}

/**
 * Reads every line once and writes what the shape points at to Parquet files in `dir`. Returns the SQL of a relation
 * with one row per line: `position`; `valid` (false: not JSON, all else means nothing); `row` (null: not one of ours);
 * `execution` (the same for lines of one execution); `request_id`; `status`, `error_code`, `finish_reason`, `refused`,
 * `has_text` for the verdict; `ran`; `message`; `text` (of a refusal: what it says); `model`; `tier`; `usage_known`
 * and the usage columns; `text_bytes` of text and message.
 */
export async function extractFacts(
  session: LakeSession,
  raw: RawLines,
  options: FactsOptions,
  dir: string,
): Promise<string> {
  const path = join(dir, "facts.parquet");
  await writeFacts(session, options, lineReader(raw), path, rowGroupRows(raw.denseBytes));
  const large = raw.large.map((line) => line.position);
  // The engine keeps the order of the lines, so a row's place in the file is the line's position.
  const sources = [
    `SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS position
     FROM read_parquet(${quoteLiteral(path)}, file_row_number = true)
     ${large.length > 0 ? `WHERE file_row_number + 1 NOT IN (${large.join(", ")})` : ""}`,
  ];
  for (const line of raw.large) {
    const reader = `(SELECT content AS line FROM read_text(${quoteLiteral(line.path)}))`;
    await writeFacts(session, options, reader, `${line.path}.parquet`, rowGroupRows(1));
    const file = quoteLiteral(`${line.path}.parquet`);
    sources.push(`SELECT *, ${line.position}::BIGINT AS position FROM read_parquet(${file})`);
  }
  return `(${sources.join(" UNION ALL ")})`;
}

async function writeFacts(
  session: LakeSession,
  options: FactsOptions,
  reader: string,
  path: string,
  groupRows: number,
): Promise<void> {
  const pointers = allPointers(options.shape);
  const fields = `TRY(json_extract_string(line, ${quoteList(pointers)}))`;
  await session.run(
    `COPY (
       SELECT valid, ${derivedColumns(options).join(", ")}
       FROM (
         SELECT f IS NOT NULL AS valid, hash(line) AS line_hash, ${factColumns(options.shape, pointers).join(", ")}
         FROM (SELECT line, ${fields} AS f FROM ${reader})
       )
     ) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${groupRows})`,
  );
}

function lineReader(raw: RawLines): string {
  if (raw.paths.length === 0) return "(SELECT NULL::VARCHAR AS line WHERE false)";
  const bytes = Math.max(MIN_BUFFER_BYTES, raw.longestBytes + 1024);
  return `read_csv(${quoteList(raw.paths)}, columns = {'line': 'VARCHAR'}, auto_detect = false, header = false,
    delim = '', quote = '', escape = '', new_line = '\\n', max_line_size = ${bytes}, buffer_size = ${bytes})`;
}

/** What the line itself says. */
function factColumns(shape: ResultShape, pointers: readonly string[]): string[] {
  const at = (pointer: JsonPointer | undefined) =>
    pointer === undefined ? "NULL::VARCHAR" : `f[${pointers.indexOf(pointer) + 1}]`;
  const first = (list: readonly JsonPointer[]) =>
    `coalesce(NULL::VARCHAR${list.map((p) => `, ${at(p)}`).join("")})`;
  const textOf = ({ text, several }: ResultShape) =>
    several === undefined
      ? first(text)
      : `CASE WHEN ${first(several.signs)} IS NULL THEN ${first(text)} ELSE ${at(several.all)} END`;
  const number = (pointer: JsonPointer) => `TRY_CAST(${at(pointer)} AS BIGINT)`;
  const sum = ({ plus, minus }: TokenSum) => {
    if (plus.length === 0) return "0";
    const known = (pointer: JsonPointer) => `coalesce(${number(pointer)}, 0)`;
    const terms = [...plus.map((p) => `+ ${known(p)}`), ...minus.map((p) => `- ${known(p)}`)];
    return `greatest(0, 0 ${terms.join(" ")})`;
  };
  return [
    `${at(shape.customId)} AS custom_id`,
    `nullif(${at(shape.requestId)}, '') AS request_id`,
    `TRY_CAST(${at(shape.statusCode)} AS INTEGER) AS status`,
    `${first(shape.errorCode)} AS error_code`,
    `${first(shape.errorMessage)} AS message`,
    `${textOf(shape)} AS text`,
    `${first(shape.finishReason)} AS finish_reason`,
    `${first(shape.refusal)} AS refusal`,
    `${at(shape.model)} AS model`,
    `${number(shape.usagePresent)} IS NOT NULL AS usage_known`,
    ...USAGE_COLUMNS.map((meter) => `${sum(shape.usage[meter])} AS ${meter}`),
  ];
}

/** What follows from it. */
function derivedColumns({ customIdPrefix, tierThresholds }: FactsOptions): string[] {
  const prefix = quoteLiteral(customIdPrefix);
  const row = `TRY_CAST(substr(custom_id, ${customIdPrefix.length + 1}) AS BIGINT)`;
  const tokens = "input + cached_input + cache_write_5m + cache_write_1h";
  return [
    `CASE WHEN custom_id = ${prefix} || ${row} THEN ${row} END AS "row"`,
    "CASE WHEN request_id IS NULL THEN line_hash ELSE hash(request_id) END AS execution",
    "request_id, status, error_code, finish_reason, model, message",
    "coalesce(refusal, '') <> '' AS refused",
    "coalesce(text, '') <> '' AS has_text",
    "CASE WHEN coalesce(text, '') = '' THEN coalesce(refusal, text) ELSE text END AS text",
    "strlen(concat(text, refusal, message)) AS text_bytes",
    "status IS NOT NULL OR usage_known AS ran",
    `CASE WHEN usage_known THEN ${tierOf(tokens, tierThresholds)} ELSE 0 END::BIGINT AS tier`,
    "coalesce(usage_known, false) AS usage_known",
    ...USAGE_COLUMNS.map((meter) => `CASE WHEN usage_known THEN ${meter} END::BIGINT AS ${meter}`),
  ];
}

/** The highest threshold that the tokens reach. */
function tierOf(tokens: string, thresholds: readonly number[]): string {
  const whens = thresholds
    .filter((threshold) => threshold > 0)
    .toSorted((a, b) => b - a)
    .map((threshold) => `WHEN ${tokens} >= ${threshold} THEN ${threshold}`);
  return whens.length === 0 ? "0" : `(CASE ${whens.join(" ")} ELSE 0 END)`;
}

function allPointers(shape: ResultShape): JsonPointer[] {
  const sums = USAGE_COLUMNS.flatMap((meter) => [
    ...shape.usage[meter].plus,
    ...shape.usage[meter].minus,
  ]);
  const all = [
    shape.customId,
    ...(shape.requestId === undefined ? [] : [shape.requestId]),
    shape.statusCode,
    ...shape.errorCode,
    ...shape.errorMessage,
    ...shape.text,
    ...(shape.several === undefined ? [] : [...shape.several.signs, shape.several.all]),
    ...shape.finishReason,
    ...shape.refusal,
    shape.model,
    shape.usagePresent,
    ...sums,
  ];
  return [...new Set(all)];
}
