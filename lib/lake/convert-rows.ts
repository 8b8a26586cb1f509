import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetFiles, DatasetPart } from "../core/dataset";
import { jobRefusedKey, jobRequestsKey } from "../storage/keys";
import type { Storage } from "../storage/storage";
import { columnName } from "./compile-line";
import { type Lake, type LakeSession, openLake } from "./engine";
import { forEachPartGroup, type LocalPart } from "./fetch-parts";
import { rowsMissing } from "./measure-lines";
import { SLICE_READER } from "./slice-format";
import { quoteLiteral } from "./sql";
import { type TextFile, textFile } from "./text-file";
import { RENDER_STEP_BYTES, type RowRange, textWindows } from "./text-windows";
import { PARQUET_OPTIONS } from "./write-parts";

/** What becomes of a row: a line of JSON without line ends, or the code and the field for which there is none. */
export type Converted =
  | { readonly kind: "line"; readonly line: string; readonly changed: boolean }
  | { readonly kind: "refused"; readonly code: string; readonly field: string };

export interface RefusedRow {
  readonly row: number;
  readonly code: string;
  readonly field: string;
}

export interface ConvertedRows {
  /** The stored lines, in parts as a dataset's are; null when every row's line is its own text around the same frame. */
  readonly parts: readonly DatasetPart[] | null;
  /** So many rows have no line. */
  readonly refused: number;
  /** The first of them. */
  readonly first: readonly RefusedRow[];
}

/** As many refused rows are listed. */
export const MAX_LISTED = 100;

/** As in a dataset: the line is JSON, and a row without one has null. */
const COLUMNS = "columns = {row: 'BIGINT', k: 'VARCHAR', c0: 'VARCHAR'}";

/** As in a dataset, so that whatever reads one of its parts can read one of these. */
const MAX_PART_ROWS = 250_000;
const MAX_PART_TEXT_BYTES = 32_000_000;

/**
 * Makes a line of every row, one after the other, and stores the lines under the job, with the list of rows that have none.
 * Nothing is stored when no line is other than the data itself. Repeated, it writes the same objects. Memory: a step of rows,
 * in an engine of its own with one thread, as an import has.
 */
export async function convertRows(
  { withScratch }: Lake,
  storage: Storage,
  files: DatasetFiles,
  jobId: string,
  convert: (row: number, values: readonly (string | null)[]) => Converted,
): Promise<ConvertedRows> {
  return withScratch(async (dir) => {
    const lake = await openLake({ scratchDir: dir, threads: 1 });
    try {
      return await convertWithin({ lake, storage, files, jobId, dir }, convert);
    } finally {
      lake.close();
    }
  });
}

interface Work {
  readonly lake: Lake;
  readonly storage: Storage;
  readonly files: DatasetFiles;
  readonly jobId: string;
  readonly dir: string;
}

async function convertWithin(
  { lake, storage, files, jobId, dir }: Work,
  convert: (row: number, values: readonly (string | null)[]) => Converted,
): Promise<ConvertedRows> {
  const refused = await textFile(join(dir, "refused"));
  const first: RefusedRow[] = [];
  let changed = false;
  const lineOf = (row: number, values: readonly (string | null)[]): string | null => {
    const made = convert(row, values);
    if (made.kind === "line") {
      changed ||= made.changed;
      return made.line;
    }
    const { code, field } = made;
    if (first.length < MAX_LISTED) first.push({ row, code, field });
    refused.add(`${row}\x01${code}\x01\x03${field.replaceAll(CONTROL, " ")}\x03`);
    return null;
  };
  const writer = new LineParts(lake, dir);
  await forEachPartGroup(storage, files, files.parts, dir, async (group) => {
    for (const part of group) {
      await convertPart({ lake, files, part }, writer, lineOf);
      await refused.settle();
    }
  });
  const parts = await writer.end(files.rows);
  await refused.close();
  if (!changed && refused.lines === 0) return { parts: null, refused: 0, first: [] };
  const { organizationId } = files;
  for (const { path, part } of parts) {
    await storage.put(jobRequestsKey(organizationId, jobId, part), { path });
  }
  await storeRefused(lake, storage, refused, jobRefusedKey(organizationId, jobId));
  return { parts: parts.map(({ path: _, ...part }) => part), refused: refused.lines, first };
}

/** They would end a value or a line of the list. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it replaces
const CONTROL = /[\u0000-\u001f]/g;

interface StoredPart extends DatasetPart {
  readonly path: string;
}

/** Writes lines into parts, one after the other. */
class LineParts {
  readonly #parts: StoredPart[] = [];
  #text: TextFile | null = null;
  #rows = 0;

  constructor(
    private readonly lake: Lake,
    private readonly dir: string,
  ) {}

  async add(lines: readonly (readonly [row: number, line: string | null])[]): Promise<void> {
    this.#text ??= await textFile(join(this.dir, `lines-${this.#parts.length}`));
    for (const [row, line] of lines) {
      this.#text.add(line === null ? `${row}\x010\x01\x02` : `${row}\x01o\x01${line}`);
    }
    await this.#text.settle();
    const full = this.#text.bytes > MAX_PART_TEXT_BYTES || this.#text.lines > MAX_PART_ROWS;
    if (full) await this.#finish();
  }

  /** Finishes the last part. Throws `storage_corrupt` when there were not as many rows as the dataset's record says. */
  async end(rows: number): Promise<readonly StoredPart[]> {
    await this.#finish();
    if (this.#rows !== rows) throw rowsMissing();
    return this.#parts;
  }

  async #finish(): Promise<void> {
    const text = this.#text;
    if (text === null) return;
    this.#text = null;
    await text.close();
    const part = this.#parts.length;
    const path = join(this.dir, `requests-${part}.parquet`);
    const line = text.longestLine + 1024;
    const sizes = `max_line_size = ${line}, buffer_size = ${Math.max(8 << 20, 2 * line)}`;
    await this.lake.run(
      `COPY (SELECT * FROM read_csv(${quoteLiteral(text.path)}, ${SLICE_READER}, ${COLUMNS}, ${sizes}))
       TO ${quoteLiteral(path)} (${PARQUET_OPTIONS})`,
    );
    await rm(text.path);
    const { lines: rows, bytes: textBytes } = text;
    this.#parts.push({ part, firstRow: this.#rows + 1, rows, textBytes, path });
    this.#rows += rows;
  }
}

async function convertPart(
  { lake, files, part }: { lake: Lake; files: DatasetFiles; part: LocalPart },
  writer: LineParts,
  lineOf: (row: number, values: readonly (string | null)[]) => string | null,
): Promise<void> {
  await lake.session(async (session) => {
    const names = files.columns.map((_, index) => columnName(files.columns, index));
    const length = names.map((name) => `coalesce(strlen(${name}), 0)`).join(" + ");
    const sizes = `SELECT (${length})::DOUBLE FROM read_parquet(${quoteLiteral(part.path)})`;
    const whole = { firstRow: part.firstRow, lastRow: part.firstRow + part.rows - 1 };
    const windows = await textWindows(session, sizes, part.firstRow, RENDER_STEP_BYTES);
    for (const range of windows ?? [whole]) {
      for await (const rows of rowsIn(session, { part, names, range })) {
        await writer.add(rows.map(([row, values]) => [row, lineOf(row, values)] as const));
      }
    }
  });
}

type NumberedRow = readonly [row: number, values: (string | null)[]];

/** The driver drops a byte order mark at the start of a text, so each comes with a character before it. */
async function* rowsIn(
  session: LakeSession,
  { part, names, range }: { part: LocalPart; names: readonly string[]; range: RowRange },
): AsyncGenerator<NumberedRow[]> {
  const columns = ['"row"::DOUBLE', ...names.map((name) => `'=' || ${name}`)].join(", ");
  const query = `SELECT ${columns} FROM read_parquet(${quoteLiteral(part.path)})
    WHERE "row" BETWEEN ${range.firstRow} AND ${range.lastRow} ORDER BY "row"`;
  for await (const chunk of session.columns(query)) {
    const numbers = chunk.numbers(0);
    const texts = names.map((_, i) => chunk.texts(i + 1));
    yield Array.from({ length: chunk.rowCount }, (_, i) => [
      Number(numbers[i]),
      texts.map((column) => column[i]?.slice(1) ?? null),
    ]);
  }
}

/** `row` BIGINT, `code`, `field`, in row order. */
async function storeRefused(
  lake: Lake,
  storage: Storage,
  { path }: TextFile,
  key: string,
): Promise<void> {
  const target = `${path}.parquet`;
  await lake.run(
    `COPY (SELECT * FROM read_csv(${quoteLiteral(path)}, ${SLICE_READER},
       columns = {row: 'BIGINT', code: 'VARCHAR', field: 'VARCHAR'}))
     TO ${quoteLiteral(target)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  await storage.put(key, { path: target });
}
