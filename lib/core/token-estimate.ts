/** Both ends of an interval and the value in the middle that is most likely. */
export interface Range<T> {
  readonly low: T;
  readonly expected: T;
  readonly high: T;
}

/** Two-sided confidence of every interval here. */
export const CONFIDENCE = 0.9;

/** One counted row. */
export interface SampledRow {
  /** Tokens of the row's own text, without `overheadTokens`. */
  readonly tokens: number;
  /** Size of the same text, in the unit of `TokenPopulation.bytes`. */
  readonly bytes: number;
  /** How many rows of the dataset it stands for, relative to the others; 1 when all were drawn alike. */
  readonly weight?: number;
}

export interface TokenPopulation {
  readonly rows: number;
  /** Size of all rows together. */
  readonly bytes: number;
  /** Tokens that every request has besides the row's text, known exactly. */
  readonly overheadTokens: number;
}

/**
 * Total input tokens of a dataset from a sample: tokens per byte of the sample times all bytes, which needs no more
 * than the size of each row and profits from sizes being known exactly.
 *
 * With weights w, tokens y and bytes x: R = Σwy / Σwx, total = R·X. Its standard error is the usual
 * linearisation X / Σwx · √( n/(n−1) · Σ(w(y−Rx))² · (1 − n/N) ); the interval uses Student's t with n−1
 * degrees of freedom. One row alone shows no spread: then the interval runs from half to double.
 * Throws a RangeError for an empty sample.
 */
export function estimateTokens(
  sample: readonly SampledRow[],
  population: TokenPopulation,
): Range<number> {
  const n = sample.length;
  if (n === 0) throw new RangeError("an estimate needs at least one sampled row");
  const fixed = population.rows * population.overheadTokens;
  const { ratio, total, scale } = ratioOf(sample, population);
  const left = Math.max(0, 1 - n / population.rows);
  if (left === 0) return rangeOf(fixed + total, fixed + total, fixed + total);
  if (n === 1) return rangeOf(fixed + total, fixed + total / 2, fixed + 2 * total);
  const squares = sample.reduce((sum, { tokens, bytes, weight = 1 }) => {
    const size = ratio.perByte ? bytes : 1;
    return sum + (weight * (tokens - ratio.value * size)) ** 2;
  }, 0);
  const error = scale * Math.sqrt((n / (n - 1)) * squares * left);
  const half = tQuantile(n - 1) * error;
  return rangeOf(fixed + total, fixed + Math.max(0, total - half), fixed + total + half);
}

/** Tokens per byte, or per row where all sampled rows are empty. `scale` turns a sum of errors into one of the total. */
function ratioOf(sample: readonly SampledRow[], population: TokenPopulation) {
  const sum = (value: (row: SampledRow) => number) =>
    sample.reduce((total, row) => total + (row.weight ?? 1) * value(row), 0);
  const bytes = sum((row) => row.bytes);
  const perByte = bytes > 0;
  const scale = perByte ? population.bytes / bytes : population.rows / sum(() => 1);
  const tokens = sum((row) => row.tokens);
  const value = perByte ? tokens / bytes : tokens / sum(() => 1);
  return { ratio: { value, perByte }, total: scale * tokens, scale };
}

/** What is expected of one answer, in output tokens, hidden reasoning included. */
export type OutputExpectation =
  /** Mean and standard deviation over `n` earlier answers to the same request by the same model. */
  | { readonly basis: "history"; readonly mean: number; readonly sd: number; readonly n: number }
  /** Bounds for the mean answer where there is no history. */
  | ({ readonly basis: "prior" } & Range<number>);

/**
 * What to expect of an answer without history, a judgement and not a measurement: 250 tokens, or 1,000 with hidden
 * reasoning, a tenth of it at the low end and eight times at the high end; at most half the limit of the request or model is
 * expected, and never more than the limit.
 */
export function outputPrior(model: {
  readonly reasoning: boolean;
  readonly maxOutputTokens: number | null;
}): OutputExpectation {
  const typical = model.reasoning ? 1_000 : 250;
  const cap = model.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  const expected = Math.min(typical, cap / 2);
  return {
    basis: "prior",
    low: Math.min(typical / 10, expected),
    expected,
    high: Math.min(typical * 8, cap),
  };
}

/**
 * Total output tokens of so many answers. From history: a prediction interval for the total,
 * rows·mean ± t·sd·√(rows²/n + rows), with `n`−1 degrees of freedom; below two answers of history it is half to double.
 * No end exceeds `maxOutputTokens` per row.
 */
export function estimateOutput(
  rows: number,
  expectation: OutputExpectation,
  maxOutputTokens: number | null,
): Range<number> {
  const cap = maxOutputTokens === null ? Number.POSITIVE_INFINITY : rows * maxOutputTokens;
  const capped = (expected: number, low: number, high: number) =>
    rangeOf(Math.min(cap, expected), Math.min(cap, low), Math.min(cap, high));
  if (expectation.basis === "prior") {
    const { low, expected, high } = expectation;
    return capped(rows * expected, rows * low, rows * high);
  }
  const { mean, sd, n } = expectation;
  const total = rows * mean;
  if (n < 2) return capped(total, total / 2, total * 2);
  const half = tQuantile(n - 1) * sd * Math.sqrt((rows * rows) / n + rows);
  return capped(total, Math.max(0, total - half), total + half);
}

/** Whole tokens, the ends rounded outwards; sums of fractions are cleaned of float noise first. */
function rangeOf(expected: number, low: number, high: number): Range<number> {
  const clean = (value: number) => Number(value.toPrecision(12));
  return {
    low: Math.floor(clean(low)),
    expected: Math.round(clean(expected)),
    high: Math.ceil(clean(high)),
  };
}

/** The 95 % quantile of Student's t (both sides: 90 %): a table for few, the Cornish-Fisher expansion for many. */
function tQuantile(degrees: number): number {
  const few = [6.314, 2.92, 2.353, 2.132, 2.015][degrees - 1];
  if (few !== undefined) return few;
  const z = 1.6448536;
  const first = (z ** 3 + z) / (4 * degrees);
  return z + first + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}
