import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { DatasetFiles } from "../core/dataset";
import { type LinePart, renderLine } from "../core/line-template";
import type { SampledRow } from "../core/token-estimate";
import { tokensAtMost } from "../core/tokens";
import { measureLines } from "../lake/measure-lines";
import { renderBatch } from "../lake/render-batch";
import { sampleRows } from "../lake/rows";
import type { LineTexts } from "../providers/provider";
import type { Runtime } from "../runtime";
import { lineTokens } from "./line-tokens";

/** Up to here every row is counted; above, a sample is, and the ceiling rests on bytes. */
const COUNT_ALL_BYTES = 8_000_000;
const SAMPLE_ROWS = 400;
const MOST_MESSAGES = 2;

/** What is rendered for a row that has no line. */
const NO_LINE = "null\n";

/** How the rows of a dataset become lines, as far as their length goes. */
export interface RequestLines {
  readonly files: DatasetFiles;
  readonly parts: readonly LinePart[];
  /** So many rows have no line and are not sent. */
  readonly refused: number;
  /** What is read in a line. */
  readonly texts: (line: string) => LineTexts | null;
}

/** How long the request lines of a dataset are. */
export interface MeasuredRequest {
  /** Lines that would be sent. */
  readonly rows: number;
  /** Bytes of all lines. */
  readonly bytes: number;
  /** What all lines have in common: the line of a row in which every value is empty. */
  readonly fixed: SampledRow;
  /** What comes on top of that in the lines that were counted. */
  readonly sample: readonly SampledRow[];
  /** Bytes that come on top of it in all lines. */
  readonly variableBytes: number;
  /** Input tokens of all lines: never more than this. */
  readonly inputTokensAtMost: number;
  readonly largestRowTokens: number;
}

/** Measures every line, and counts the tokens of all of them or of a sample. Sends nothing. */
export async function measureRequest(
  runtime: Runtime,
  request: RequestLines,
): Promise<MeasuredRequest> {
  const { lake, storage } = runtime;
  const { files, parts, refused } = request;
  const all = { kind: "range", firstRow: 1, lastRow: files.rows } as const;
  const measured = await measureLines(lake, storage, files, parts, all);
  const counted =
    measured.total <= COUNT_ALL_BYTES
      ? await countAll(runtime, request)
      : await countSample(runtime, request);
  const fixed = fixedPart(request);
  const rows = files.rows - refused;
  const bytes = measured.total - refused * NO_LINE.length;
  const tokens = counted.map((row) => row.tokens);
  const exact = counted.length === rows;
  return {
    ...{ rows, bytes, fixed },
    sample: counted.map(({ tokens, bytes, weight }) => ({
      tokens: Math.max(0, tokens - fixed.tokens),
      bytes: Math.max(0, bytes - fixed.bytes),
      ...(weight === undefined ? {} : { weight }),
    })),
    variableBytes: Math.max(0, bytes - rows * fixed.bytes),
    inputTokensAtMost: exact ? sum(tokens) : bytes + rows * tokensAtMost(0, MOST_MESSAGES),
    largestRowTokens: exact
      ? largest(tokens)
      : tokensAtMost(largest(measured.bytes), MOST_MESSAGES),
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const largest = (values: Iterable<number>): number => {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
};

/** What a line holds when every value is empty: the same for all rows, so it is counted exactly. */
export function fixedPart({
  texts,
  parts,
  files,
}: Pick<RequestLines, "texts" | "parts" | "files">): SampledRow {
  if (parts.some((part) => part.kind === "json")) return { tokens: 0, bytes: 0 };
  const line = renderLine(
    parts,
    1,
    files.columns.map(() => null),
  );
  return measureLine(texts, line);
}

function measureLine(texts: RequestLines["texts"], line: string): SampledRow {
  return { tokens: lineTokens(line, texts(line)), bytes: Buffer.byteLength(line) + 1 };
}

async function countAll(runtime: Runtime, request: RequestLines): Promise<SampledRow[]> {
  const { lake, storage } = runtime;
  const { files, parts, texts } = request;
  const all = { kind: "range", firstRow: 1, lastRow: files.rows } as const;
  return lake.withScratch(async (dir) => {
    const file = join(dir, "lines.jsonl");
    await renderBatch(lake, storage, files, parts, all, file);
    const rows: SampledRow[] = [];
    for await (const line of createInterface({ input: createReadStream(file) })) {
      if (`${line}\n` !== NO_LINE) rows.push(measureLine(texts, line));
    }
    return rows;
  });
}

async function countSample(
  runtime: Runtime,
  { files, parts, texts }: RequestLines,
): Promise<SampledRow[]> {
  const { lake, storage } = runtime;
  const rows = await sampleRows(lake, storage, files, { count: SAMPLE_ROWS, seed: 1 });
  const lines = rows.map(({ row, values }) => renderLine(parts, row, values));
  return lines.filter((line) => `${line}\n` !== NO_LINE).map((line) => measureLine(texts, line));
}
