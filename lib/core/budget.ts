import type { Money } from "./money";
import { dearestPrices, type PriceBook, type PriceQuery } from "./pricing";

export interface CeilingInput extends PriceQuery {
  readonly book: PriceBook;
  readonly rows: number;
  /** An upper bound of the input tokens of all rows together. */
  readonly inputTokensAtMost: number;
  /** An upper bound of the input tokens of any one row, for its context tier; all of them when unknown. */
  readonly largestRowTokens?: number;
  readonly maxOutputTokens: number | null;
}

/**
 * The most that one attempt of these rows can cost: every input token at the dearest class that a request can
 * reach, every answer as long as it may be. Null when nothing bounds the answers or a price is unknown.
 * Throws a RangeError unless the counts are whole numbers.
 */
export function ceiling(input: CeilingInput): Money | null {
  const { book, rows, inputTokensAtMost, maxOutputTokens } = input;
  const largestRequestTokens = input.largestRowTokens ?? inputTokensAtMost;
  const prices = dearestPrices(book, { ...input, largestRequestTokens });
  if (maxOutputTokens === null || !prices) return null;
  const output = maxOutputTokens === 0 ? 0n : prices.output?.picoPerToken;
  if (output === undefined) return null;
  return (
    BigInt(inputTokensAtMost) * prices.input.picoPerToken +
    BigInt(rows) * BigInt(maxOutputTokens) * output
  );
}

export type Approval =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly code: "max_output_tokens_required" | "price_unknown" | "ceiling_over_budget";
    };

/** Whether a job may start: with a budget, its ceiling must be known and within it. */
export function mayApprove(job: {
  readonly ceiling: Money | null;
  readonly budget: Money | null;
  readonly maxOutputTokens: number | null;
}): Approval {
  if (job.budget === null) return { allowed: true };
  if (job.maxOutputTokens === null) return { allowed: false, code: "max_output_tokens_required" };
  if (job.ceiling === null) return { allowed: false, code: "price_unknown" };
  if (job.ceiling > job.budget) return { allowed: false, code: "ceiling_over_budget" };
  return { allowed: true };
}
