import { ceiling } from "../core/budget";
import { estimateJob, type JobEstimate } from "../core/estimate";
import type { Money } from "../core/money";
import { type Channel, findModel, type PriceBook } from "../core/pricing";
import type { ProviderKind } from "../core/provider-kind";
import { type OutputExpectation, outputPrior } from "../core/token-estimate";
import type { MeasuredRequest } from "./measure-request";

/** What would be asked of which model, how and at which prices. */
export interface EstimateRequest {
  readonly book: PriceBook;
  readonly provider: ProviderKind;
  readonly model: string;
  /** How the rows will be sent: the ceiling is of its price. */
  readonly channel: Channel;
  readonly maxOutputTokens: number | null;
  /** What earlier answers to the same request took; null without any. */
  readonly history: OutputHistory | null;
  /** Epoch milliseconds: the prices of that moment. */
  readonly atMs: number;
}

export interface OutputHistory {
  readonly rows: number;
  readonly outputTokens: number;
}

export interface RequestEstimate extends JobEstimate {
  /** The most that one attempt of every row can cost; null when nothing bounds it. */
  readonly ceiling: Money | null;
  /** The most that the dearest row can cost once. */
  readonly rowCeiling: Money | null;
  /** Tokens per byte of a request line, for cutting by tokens. */
  readonly tokensPerByte: number;
}

/** What a measured request would cost, before anything is made. */
export function estimateRequest(
  measured: MeasuredRequest,
  request: EstimateRequest,
): RequestEstimate {
  const { book, provider, model, atMs, maxOutputTokens, channel } = request;
  const { rows, sample, fixed, variableBytes, inputTokensAtMost, largestRowTokens } = measured;
  const population = { rows, bytes: variableBytes, overheadTokens: fixed.tokens };
  const known = findModel(book, provider, model);
  const output = expectation(request, known?.reasoning ?? false, known?.maxOutputTokens ?? null);
  const shared = { book, provider, model, atMs, maxOutputTokens };
  const estimate = estimateJob({ ...shared, sample, population, output });
  const priced = { ...shared, channel, inputTokensAtMost, largestRowTokens };
  const dearest = { rows: 1, inputTokensAtMost: largestRowTokens };
  return {
    ...estimate,
    ceiling: ceiling({ ...priced, rows }),
    rowCeiling: ceiling({ ...priced, ...dearest }),
    tokensPerByte: estimate.inputTokens.high / Math.max(1, measured.bytes),
  };
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
