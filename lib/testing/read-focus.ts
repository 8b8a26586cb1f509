import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLake } from "../lake/engine";
import { quoteIdentifier, quoteLiteral } from "../lake/sql";
import type { FocusCells } from "./focus-cells";
import { readCsv } from "./read-csv";

export interface FocusTable {
  readonly columns: readonly string[];
  readonly rows: readonly FocusCells[];
}

export function focusOfCsv(text: string): FocusTable {
  const { head, rows } = readCsv(text);
  const row = (cells: readonly (string | null)[]) =>
    Object.fromEntries(head.map((name, at) => [name, cells[at] ?? null]));
  return { columns: head, rows: rows.map(row) };
}

/** The types of the file by column, its own metadata, and its cells as the specification writes them in text. */
export async function focusOfParquet(bytes: Uint8Array): Promise<
  FocusTable & {
    readonly types: Readonly<Record<string, string>>;
    readonly notes: Readonly<Record<string, string>>;
  }
> {
  const scratchDir = await mkdtemp(join(tmpdir(), "tranche-focus-"));
  const lake = await openLake({ scratchDir });
  try {
    const path = join(scratchDir, "focus.parquet");
    await writeFile(path, bytes);
    const file = quoteLiteral(path);
    const described = await lake.rows<{ column_name: string; column_type: string }>(
      `DESCRIBE SELECT * FROM read_parquet(${file})`,
    );
    const types = described.map(({ column_name, column_type }) => [column_name, column_type]);
    const cells = types.map(([name = "", type = ""]) => asText(quoteIdentifier(name), type));
    const rows = await lake.rows<FocusCells>(
      `SELECT ${cells.join(", ")} FROM read_parquet(${file})`,
    );
    const notes = await lake.rows<{ k: string; v: string }>(
      `SELECT decode(key) AS k, decode(value) AS v FROM parquet_kv_metadata(${file})`,
    );
    return {
      columns: types.map(([name = ""]) => name),
      rows,
      types: Object.fromEntries(types),
      notes: Object.fromEntries(notes.map(({ k, v }) => [k, v])),
    };
  } finally {
    lake.close();
    await rm(scratchDir, { recursive: true });
  }
}

function asText(name: string, type: string): string {
  if (type !== "TIMESTAMP WITH TIME ZONE") return `${name}::VARCHAR AS ${name}`;
  return `strftime(${name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS ${name}`;
}
