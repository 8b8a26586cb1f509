import type { Money } from "./money";
import {
  type Channel,
  findPrice,
  type PriceBook,
  type PriceEntry,
  tierThresholds,
} from "./pricing";
import {
  CONFIDENCE,
  estimateOutput,
  estimateTokens,
  type OutputExpectation,
  type Range,
  type SampledRow,
  type TokenPopulation,
} from "./token-estimate";

export interface EstimateInput {
  readonly sample: readonly SampledRow[];
  readonly population: TokenPopulation;
  readonly output: OutputExpectation;
  readonly maxOutputTokens: number | null;
  readonly book: PriceBook;
  readonly provider: string;
  readonly model: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

export interface JobEstimate {
  readonly rows: number;
  readonly inputTokens: Range<number>;
  readonly outputTokens: Range<number>;
  /** Null when a price is unknown. */
  readonly batch: Range<Money> | null;
  readonly realtime: Range<Money> | null;
  readonly confidence: number;
  readonly basis: "history" | "prior";
  /** The entries that the figures rest on, kept with the estimate. */
  readonly prices: readonly PriceEntry[];
}

/**
 * What a job would cost, for one attempt of each row. All input is priced as fresh: what a cache saves is not
 * promised. Each end of the money takes the same end of input and of output, so the interval is rather too wide
 * than too narrow. Throws a RangeError for an empty sample.
 */
export function estimateJob(input: EstimateInput): JobEstimate {
  const { sample, population, output, maxOutputTokens } = input;
  const inputTokens = estimateTokens(sample, population);
  const outputTokens = estimateOutput(population.rows, output, maxOutputTokens);
  const tiers = tierShares(input);
  const batch = tierPrices(input, "batch", tiers);
  const realtime = tierPrices(input, "realtime", tiers);
  const cost = (prices: readonly TierPrice[] | null) =>
    prices && {
      low: costOf(prices, inputTokens.low, outputTokens.low),
      expected: costOf(prices, inputTokens.expected, outputTokens.expected),
      high: costOf(prices, inputTokens.high, outputTokens.high),
    };
  return {
    rows: population.rows,
    inputTokens,
    outputTokens,
    batch: cost(batch),
    realtime: cost(realtime),
    confidence: CONFIDENCE,
    basis: output.basis,
    prices: [batch, realtime].flatMap((prices) => prices ?? []).flatMap((t) => [t.input, t.output]),
  };
}

/** How the tokens of the sample spread over the context tiers of the model. */
interface TierShare {
  readonly start: number;
  readonly tokens: number;
  readonly rows: number;
}

interface TierPrice extends TierShare {
  readonly input: PriceEntry;
  readonly output: PriceEntry;
}

function tierShares({ sample, population, book, provider, model }: EstimateInput): TierShare[] {
  const starts = [0, ...tierThresholds(book, provider, model)];
  const shares = new Map<number, TierShare>();
  for (const row of sample) {
    const tokens = row.tokens + population.overheadTokens;
    const start = starts.findLast((from) => from <= tokens) ?? 0;
    const before = shares.get(start) ?? { start, tokens: 0, rows: 0 };
    const weight = row.weight ?? 1;
    shares.set(start, {
      start,
      tokens: before.tokens + weight * tokens,
      rows: before.rows + weight,
    });
  }
  return [...shares.values()].sort((a, b) => a.start - b.start);
}

function tierPrices(
  { book, provider, model, atMs }: EstimateInput,
  channel: Channel,
  shares: readonly TierShare[],
): TierPrice[] | null {
  const prices: TierPrice[] = [];
  for (const share of shares) {
    const query = { provider, model, channel, inputTokens: share.start, atMs };
    const input = findPrice(book, { ...query, meter: "input" });
    const output = findPrice(book, { ...query, meter: "output" });
    if (!input || !output) return null;
    prices.push({ ...share, input, output });
  }
  return prices;
}

function costOf(prices: readonly TierPrice[], inputTokens: number, outputTokens: number): Money {
  const input = spread(
    inputTokens,
    prices.map((price) => price.tokens),
  );
  const output = spread(
    outputTokens,
    prices.map((price) => price.rows),
  );
  return prices.reduce(
    (total, price, i) =>
      total +
      BigInt(input[i] ?? 0) * price.input.picoPerToken +
      BigInt(output[i] ?? 0) * price.output.picoPerToken,
    0n,
  );
}

/** Divides a whole number by shares into whole numbers that add up to it. All of it goes to the last where no share is over 0. */
function spread(total: number, shares: readonly number[]): number[] {
  const sum = shares.reduce((a, b) => a + b, 0);
  let seen = 0;
  let given = 0;
  return shares.map((share, i) => {
    seen += share;
    const upTo = i === shares.length - 1 ? total : Math.round(total * (seen / (sum || 1)));
    const part = upTo - given;
    given = upTo;
    return part;
  });
}
