import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Lake } from "./engine";
import { quoteIdentifier, quoteLiteral } from "./sql";

export interface TableColumn {
  readonly name: string;
  /** As the engine writes types, for example `DECIMAL(38,12)`. */
  readonly type: string;
}

/**
 * A table given as CSV with a head (RFC 4180, line feeds, null an empty field) as one Parquet file, with exactly these
 * types; `notes` are kept in the file's own metadata. A cell that is not of its type throws. Goes through private
 * scratch files, which are removed however it ends; memory does not grow with the rows.
 */
export async function* tableFile(
  lake: Lake,
  csv: AsyncIterable<Uint8Array>,
  columns: readonly TableColumn[],
  notes: Readonly<Record<string, string>>,
): AsyncGenerator<Uint8Array> {
  const dir = await mkdtemp(join(lake.scratchDir, "table-"));
  try {
    const [source, out] = [join(dir, "table.csv"), join(dir, "table.parquet")];
    await pipeline(Readable.from(csv), createWriteStream(source, { mode: 0o600 }));
    await lake.run(copyStatement(source, out, columns, notes));
    await rm(source);
    yield* createReadStream(out, { highWaterMark: 1 << 20 });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function copyStatement(
  source: string,
  out: string,
  columns: readonly TableColumn[],
  notes: Readonly<Record<string, string>>,
): string {
  const types = columns.map(({ name, type }) => `${quoteLiteral(name)}: ${quoteLiteral(type)}`);
  const kept = Object.entries(notes).map(
    ([name, value]) => `${quoteIdentifier(name)}: ${quoteLiteral(value)}`,
  );
  // In one lane, since a quoted cell may hold a line end.
  const read = `read_csv(${quoteLiteral(source)}, auto_detect = false, header = true, delim = ',', quote = '"',
    escape = '"', nullstr = '', parallel = false, columns = {${types.join(", ")}})`;
  return `COPY (SELECT * FROM ${read}) TO ${quoteLiteral(out)}
    (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 16384, KV_METADATA {${kept.join(", ")}})`;
}
