import { type LinePart, renderLine } from "../core/line-template";
import { type ColumnNames, columnName, lineColumns } from "./compile-line";
import type { LakeSession } from "./engine";
import type { HashedFile } from "./hashed-file";
import { type LocalSelection, selectionCondition } from "./part-selection";
import type { PartStep } from "./part-steps";
import type { ColumnChunk } from "./result-chunks";
import { quoteLiteral } from "./sql";
import type { RowRange } from "./text-windows";

interface HeavyRendering {
  readonly parts: readonly LinePart[];
  readonly columns: ColumnNames;
  readonly selection: LocalSelection;
}

/**
 * Renders the selected rows of a part whose texts are too large for the engine's way, range by range, and appends
 * them; returns how many. The lines mean the same; the hex digits of control escapes are lower case here.
 */
export async function renderHeavyPart(
  session: LakeSession,
  rendering: HeavyRendering,
  step: Extract<PartStep, { kind: "heavy" }>,
  output: HashedFile,
): Promise<number> {
  let rows = 0;
  for (const range of step.ranges) {
    for await (const chunk of session.columns(rangeQuery(rendering, step.part.path, range))) {
      for (const text of linesOf(rendering.parts, chunk)) await output.addText(text);
      rows += chunk.rowCount;
    }
  }
  return rows;
}

const WRITE_CHARACTERS = 1 << 20;

/** The driver drops a byte order mark at the start of a text, so each comes with a character before it. */
function rangeQuery(rendering: HeavyRendering, path: string, range: RowRange): string {
  const { parts, columns, selection } = rendering;
  const texts = lineColumns(parts).map((index) => `'=' || ${columnName(columns, index)}`);
  return `SELECT ${['"row"::DOUBLE', ...texts].join(", ")} FROM read_parquet(${quoteLiteral(path)})
    WHERE "row" BETWEEN ${range.firstRow} AND ${range.lastRow} AND ${selectionCondition(selection)}
    ORDER BY "row"`;
}

/** The lines of a chunk with their line ends, many small ones together. */
function* linesOf(parts: readonly LinePart[], chunk: ColumnChunk): Generator<string> {
  const rows = chunk.numbers(0);
  const used = lineColumns(parts).map((column, i) => ({ column, texts: chunk.texts(i + 1) }));
  let text = "";
  for (let i = 0; i < chunk.rowCount; i++) {
    const values: (string | null)[] = [];
    for (const { column, texts } of used) values[column] = texts[i]?.slice(1) ?? null;
    text += `${renderLine(parts, Number(rows[i]), values).replaceAll(/[\r\n]/g, " ")}\n`;
    if (text.length < WRITE_CHARACTERS) continue;
    yield text;
    text = "";
  }
  if (text) yield text;
}
