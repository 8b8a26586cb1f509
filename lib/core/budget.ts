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

/** What a key allows, and what the other jobs made with it have taken of that. */
export interface KeyCap {
  readonly budget: Money;
  /** What they cost, and may still cost at most; null while nothing bounds one that runs. */
  readonly committed: Money | null;
}

type Verdict<Code> = { readonly allowed: true } | { readonly allowed: false; readonly code: Code };

export type BudgetRefusal = "max_output_tokens_required" | "price_unknown" | "ceiling_over_budget";

/** Whether a job keeps to its own budget: with one, its ceiling must be known and within it. */
export function withinBudget(job: {
  readonly ceiling: Money | null;
  readonly budget: Money | null;
  readonly maxOutputTokens: number | null;
}): Verdict<BudgetRefusal> {
  if (job.budget === null) return ALLOWED;
  if (job.maxOutputTokens === null) return refused("max_output_tokens_required");
  if (job.ceiling === null) return refused("price_unknown");
  if (job.ceiling > job.budget) return refused("ceiling_over_budget");
  return ALLOWED;
}

export type ApprovalRefusal = BudgetRefusal | "key_budget_exceeded" | "key_commitment_unknown";

/**
 * Whether a job may start: within its own budget, and within that of the key that made it. Simulated and real money are never
 * added: `committed` is of the job's own kind, and either kind may reach the key's budget.
 */
export function mayApprove({
  key,
  ...job
}: Parameters<typeof withinBudget>[0] & {
  /** Null: no key with a budget made it. */
  readonly key: KeyCap | null;
}): Verdict<ApprovalRefusal> {
  const own = withinBudget(job);
  if (key === null || !own.allowed) return own;
  if (job.maxOutputTokens === null) return refused("max_output_tokens_required");
  return maySendAgain(key, job.ceiling);
}

/** Whether rows of a job may be sent once more: what that can cost must be known and within what its key allows. */
export function maySendAgain(key: KeyCap | null, more: Money | null): Verdict<ApprovalRefusal> {
  if (key === null) return ALLOWED;
  if (more === null) return refused("price_unknown");
  if (key.committed === null) return refused("key_commitment_unknown");
  return key.committed + more <= key.budget ? ALLOWED : refused("key_budget_exceeded");
}

const ALLOWED = { allowed: true } as const;

const refused = <Code>(code: Code) => ({ allowed: false, code }) as const;

/** The most that so many rows of a job can cost once; null when nothing bounds it. */
export function ceilingOfRows(
  job: { readonly ceiling: Money | null; readonly rowCeiling: Money | null },
  rows: number,
): Money | null {
  const { ceiling, rowCeiling } = job;
  if (ceiling === null || rowCeiling === null) return ceiling;
  const apart = BigInt(rows) * rowCeiling;
  return apart < ceiling ? apart : ceiling;
}
