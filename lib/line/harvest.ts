import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BatchRefusal } from "../core/batch-refusal";
import type { RowSelection } from "../core/dataset";
import { MISSING_ROW_CODE, type Verdict } from "../core/outcome";
import { tierThresholds } from "../core/pricing";
import type { ResultShape } from "../core/result-shape";
import { EXPIRED_CODE } from "../core/retry";
import { type CollectOptions, collectOutcomes } from "../lake/collect-outcomes";
import type { CollectSummary } from "../lake/outcome-summary";
import { writeRefusalLines } from "../lake/refused-rows";
import { rowsAtLines } from "../lake/row-lists";
import type { BatchSnapshot, Provider, ProviderSession } from "../providers/provider";
import type { Runtime } from "../runtime";

export interface HarvestInput {
  readonly organizationId: string;
  readonly jobId: string;
  readonly provider: Provider;
  readonly model: string;
  /** Of the job's requests. */
  readonly endpoint: string;
  readonly selection: RowSelection;
  readonly attempt: number;
  /** A private folder; what is downloaded and written lies there. */
  readonly dir: string;
}

/** Result lines on disk, and how they are read. */
export interface ResultLines extends Pick<CollectOptions, "rawPaths" | "shape" | "classify"> {
  /** What became of rows without a line. */
  readonly missing: Verdict;
}

export interface Harvest {
  readonly summary: CollectSummary;
  /** One outcome per row of the selection. */
  readonly outcomesPath: string;
}

/** Whether the provider says that no request of the batch was carried out, so nothing can have been billed. */
export function nothingRan({ resultFileIds, counts }: BatchSnapshot): boolean {
  return resultFileIds.length === 0 && (counts?.completed ?? 0) === 0;
}

/** Rows of a batch that did not end by itself went its way; otherwise a line is missing, and worth another try. */
function missingVerdict({ phase }: BatchSnapshot): Verdict {
  const ending = phase.kind === "ended" ? phase.ending : "completed";
  if (ending === "cancelled") {
    return { outcome: "cancelled", code: "batch_cancelled", retryable: false };
  }
  if (ending === "expired") return { outcome: "expired", code: EXPIRED_CODE, retryable: true };
  return LINE_MISSING;
}

const LINE_MISSING: Verdict = { outcome: "failed", code: MISSING_ROW_CODE, retryable: true };

/** Downloads every result file of an ended batch. */
export async function download(
  session: ProviderSession,
  snapshot: BatchSnapshot,
  { dir, provider, model, endpoint }: HarvestInput,
): Promise<ResultLines> {
  const rawPaths: string[] = [];
  for (const [i, fileId] of snapshot.resultFileIds.entries()) {
    const path = join(dir, `raw-${i}.jsonl`);
    const bytes = Readable.from(await session.results(fileId));
    await pipeline(bytes, createWriteStream(path, { mode: 0o600 }));
    rawPaths.push(path);
  }
  const missing = missingVerdict(snapshot);
  return {
    rawPaths,
    shape: provider.shape(model, endpoint),
    classify: (facts) => provider.classify(facts, endpoint),
    missing,
  };
}

/** Lines of our own for a batch of which nothing ran: every row failed, or the rows of some lines did and the others are missing. */
export async function refusalLines(
  runtime: Runtime,
  refusal: BatchRefusal,
  input: HarvestInput,
): Promise<ResultLines> {
  if (refusal.kind === "requests") return unmadeLines(runtime, input);
  if (refusal.kind !== "lines") {
    const failed = refusal.kind === "rows" || refusal.kind === "gone";
    const outcome = failed ? "failed" : "cancelled";
    const missing: Verdict = { outcome, code: refusal.code, retryable: false };
    return { rawPaths: [], shape: LINE_FAULT, classify: faulty, missing };
  }
  const { lake, storage } = runtime;
  const lines = refusal.lines.map(({ line }) => line);
  const rows = await rowsAtLines(lake, storage, input.selection, lines);
  const path = join(input.dir, "faults.jsonl");
  const faults = refusal.lines.flatMap(({ line, code }) => {
    const row = rows.get(line);
    return row === undefined ? [] : [{ id: `${input.provider.customIdPrefix}${row}`, code }];
  });
  await writeFile(path, faults.map((fault) => `${JSON.stringify(fault)}\n`).join(""), {
    mode: 0o600,
  });
  return { rawPaths: [path], shape: LINE_FAULT, classify: faulty, missing: LINE_MISSING };
}

/** One line for each row of the job of which no request could be made; the batch holds all of them. */
async function unmadeLines(
  { lake, storage }: Runtime,
  { organizationId, jobId, provider, dir }: HarvestInput,
): Promise<ResultLines> {
  const path = join(dir, "unmade.jsonl");
  const job = { organizationId, jobId };
  await writeRefusalLines(lake, storage, job, provider.customIdPrefix, path);
  return { rawPaths: [path], shape: LINE_FAULT, classify: faulty, missing: LINE_MISSING };
}

function faulty({ errorCode }: { errorCode: string | null }): Verdict {
  return { outcome: "failed", code: errorCode ?? "invalid_request", retryable: false };
}

const NOTHING_USED = { plus: [], minus: [] };

/** The shape of our own lines about refused rows; they hold an id and a code. */
const LINE_FAULT: ResultShape = {
  customId: "/id",
  statusCode: "/status",
  errorCode: ["/code"],
  errorMessage: ["/message"],
  text: ["/text"],
  finishReason: ["/finish"],
  refusal: ["/refusal"],
  model: "/model",
  usagePresent: "/usage",
  usage: {
    input: NOTHING_USED,
    cached_input: NOTHING_USED,
    cache_write_5m: NOTHING_USED,
    cache_write_1h: NOTHING_USED,
    output: NOTHING_USED,
    reasoning: NOTHING_USED,
  },
};

/** Finds the outcome of each row of a batch. */
export async function harvest(
  { lake, storage, prices }: Runtime,
  { organizationId, provider, model, selection, attempt, dir }: HarvestInput,
  lines: ResultLines,
): Promise<Harvest> {
  const outcomesPath = join(dir, "outcomes.parquet");
  const book = await prices.of(organizationId);
  const summary = await collectOutcomes(lake, storage, {
    ...lines,
    selection,
    customIdPrefix: provider.customIdPrefix,
    attempt,
    tierThresholds: tierThresholds(book, provider.kind, model),
    outPath: outcomesPath,
  });
  return { summary, outcomesPath };
}
