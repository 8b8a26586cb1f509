import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ceiling } from "../core/budget";
import type { DatasetFiles } from "../core/dataset";
import { estimateJob, type JobEstimate } from "../core/estimate";
import { type LinePart, renderLine } from "../core/line-template";
import type { Money } from "../core/money";
import { type Channel, findModel, type PriceBook } from "../core/pricing";
import type { ProviderKind } from "../core/provider-kind";
import { type OutputExpectation, outputPrior, type SampledRow } from "../core/token-estimate";
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

export interface EstimateRequest {
  readonly book: PriceBook;
  readonly files: DatasetFiles;
  readonly parts: readonly LinePart[];
  /** So many rows have no line and are not sent. */
  readonly refused: number;
  /** What is read in a line. */
  readonly texts: (line: string) => LineTexts | null;
  readonly provider: ProviderKind;
  readonly model: string;
  /** How the rows will be sent: the ceiling is of its price. */
  readonly channel: Channel;
  readonly maxOutputTokens: number | null;
  /** What earlier answers to the same request took; null without any. */
  readonly history: { readonly rows: number; readonly outputTokens: number } | null;
}

export interface RequestEstimate extends JobEstimate {
  /** The most that one attempt of every row can cost; null when nothing bounds it. */
  readonly ceiling: Money | null;
  /** The most that the dearest row can cost once. */
  readonly rowCeiling: Money | null;
  /** Tokens per byte of a request line, for cutting by tokens. */
  readonly tokensPerByte: number;
}

/** What a request over a dataset would cost, before anything is made. Sends nothing. */
export async function estimateRequest(
  runtime: Runtime,
  request: EstimateRequest,
): Promise<RequestEstimate> {
  const { files, parts, book, provider, model, maxOutputTokens } = request;
  const { lake, storage } = runtime;
  const all = { kind: "range", firstRow: 1, lastRow: files.rows } as const;
  const measured = await measureLines(lake, storage, files, parts, all);
  const counted =
    measured.total <= COUNT_ALL_BYTES
      ? await countAll(runtime, request)
      : await countSample(runtime, request);
  const fixed = fixedPart(request);
  const rows = files.rows - request.refused;
  const total = measured.total - request.refused * NO_LINE.length;
  const population = {
    rows,
    bytes: Math.max(0, total - rows * fixed.bytes),
    overheadTokens: fixed.tokens,
  };
  const sample = counted.map(({ tokens, bytes, weight }) => ({
    tokens: Math.max(0, tokens - fixed.tokens),
    bytes: Math.max(0, bytes - fixed.bytes),
    ...(weight === undefined ? {} : { weight }),
  }));
  const known = findModel(book, provider, model);
  const output = expectation(request, known?.reasoning ?? false, known?.maxOutputTokens ?? null);
  const shared = { book, provider, model, atMs: runtime.now(), maxOutputTokens };
  const estimate = estimateJob({ ...shared, sample, population, output });
  const exact = counted.length === rows;
  const bound = {
    inputTokensAtMost: exact
      ? sum(counted.map((row) => row.tokens))
      : total + rows * tokensAtMost(0, MOST_MESSAGES),
    largestRowTokens: exact
      ? largest(counted.map((row) => row.tokens))
      : tokensAtMost(largest(measured.bytes), MOST_MESSAGES),
  };
  const priced = { ...shared, ...bound, channel: request.channel };
  const dearest = { rows: 1, inputTokensAtMost: bound.largestRowTokens };
  return {
    ...estimate,
    ceiling: ceiling({ ...priced, rows }),
    rowCeiling: ceiling({ ...priced, ...dearest }),
    tokensPerByte: estimate.inputTokens.high / Math.max(1, total),
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const largest = (values: Iterable<number>): number => {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
};

/** What a line holds when every value is empty: the same for all rows, so it is counted exactly. */
function fixedPart({ texts, parts, files }: EstimateRequest) {
  if (parts.some((part) => part.kind === "json")) return { tokens: 0, bytes: 0 };
  const line = renderLine(
    parts,
    1,
    files.columns.map(() => null),
  );
  return measureLine(texts, line);
}

function measureLine(texts: EstimateRequest["texts"], line: string): SampledRow {
  return { tokens: lineTokens(line, texts(line)), bytes: Buffer.byteLength(line) + 1 };
}

function expectation(
  { history, maxOutputTokens }: EstimateRequest,
  reasoning: boolean,
  modelLimit: number | null,
): OutputExpectation {
  if (!history || history.rows === 0) {
    return outputPrior({ reasoning, maxOutputTokens: maxOutputTokens ?? modelLimit });
  }
  const mean = history.outputTokens / history.rows;
  // The ledger keeps sums only. Lengths of answers spread about as an exponential: deviation equal to the mean.
  return { basis: "history", mean, sd: mean, n: history.rows };
}

async function countAll(runtime: Runtime, request: EstimateRequest): Promise<SampledRow[]> {
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
  { files, parts, texts }: EstimateRequest,
): Promise<SampledRow[]> {
  const { lake, storage } = runtime;
  const rows = await sampleRows(lake, storage, files, { count: SAMPLE_ROWS, seed: 1 });
  const lines = rows.map(({ row, values }) => renderLine(parts, row, values));
  return lines.filter((line) => `${line}\n` !== NO_LINE).map((line) => measureLine(texts, line));
}
