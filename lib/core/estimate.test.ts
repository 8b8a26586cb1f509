import { describe, expect, it } from "vitest";
import { type CeilingInput, ceiling } from "./budget";
import { estimateJob } from "./estimate";
import { makePriceBook, type PricedModel, type PriceEntry, priceEntryId } from "./pricing";

const entry = (
  channel: "realtime" | "batch",
  meter: "input" | "output" | "cache_write_5m",
  picoPerToken: bigint,
  tierMinTokens = 0,
): PriceEntry => {
  const base = {
    ...{ provider: "p", model: "m", channel, meter, tierMinTokens, picoPerToken },
    ...{ validFrom: 0, validTo: null, source: "list", readOn: "2026-11-23", derived: false },
  };
  return { id: priceEntryId(base), ...base };
};

const model: PricedModel = {
  ...{ provider: "p", model: "m", aliases: [], api: "chat", batch: true, vision: false },
  ...{ reasoning: false, maxInputTokens: 9, maxOutputTokens: 9, retiresOn: null },
};
const book = makePriceBook(
  [model],
  [
    entry("realtime", "input", 200n),
    entry("realtime", "output", 800n),
    entry("batch", "input", 100n),
    entry("batch", "output", 400n),
    entry("batch", "cache_write_5m", 125n),
    entry("batch", "input", 200n, 1_001),
    entry("batch", "output", 600n, 1_001),
    entry("realtime", "input", 400n, 1_001),
    entry("realtime", "output", 1_200n, 1_001),
  ],
);

const input = {
  sample: [
    { tokens: 93, bytes: 400 },
    { tokens: 93, bytes: 400 },
  ],
  population: { rows: 1_000, bytes: 400_000, overheadTokens: 7 },
  output: { basis: "history", mean: 10, sd: 0, n: 100 },
  maxOutputTokens: 50,
  ...{ book, provider: "p", model: "m", atMs: 1 },
} as const;

describe("estimateJob", () => {
  it("multiplies tokens and prices exactly", () => {
    const estimate = estimateJob(input);
    const batch = 100_000n * 100n + 10_000n * 400n;
    expect(estimate.inputTokens).toEqual({ low: 100_000, expected: 100_000, high: 100_000 });
    expect(estimate.batch).toEqual({ low: batch, expected: batch, high: batch });
    expect(estimate.realtime?.expected).toBe(2n * batch);
    expect(estimate).toMatchObject({ rows: 1_000, basis: "history", confidence: 0.9 });
    expect(estimate.prices.map((price) => price.picoPerToken)).toEqual([100n, 400n, 200n, 800n]);
  });

  it("spans low to high from both ends of input and output", () => {
    const prior = { basis: "prior", low: 5, expected: 10, high: 80 } as const;
    const { batch, outputTokens } = estimateJob({ ...input, output: prior });
    expect(outputTokens).toEqual({ low: 5_000, expected: 10_000, high: 50_000 });
    expect(batch).toEqual({ low: 12_000_000n, expected: 14_000_000n, high: 30_000_000n });
  });

  it("prices long requests by their own tier", () => {
    const long = { tokens: 2_993, bytes: 400 };
    const estimate = estimateJob({ ...input, sample: [{ tokens: 993, bytes: 400 }, long] });
    expect(estimate.inputTokens.expected).toBe(2_000_000);
    expect(estimate.batch?.expected).toBe(
      500_000n * 100n + 1_500_000n * 200n + 5_000n * 400n + 5_000n * 600n,
    );
  });

  it("knows no cost where it knows no price", () => {
    const estimate = estimateJob({ ...input, model: "unknown" });
    expect(estimate).toMatchObject({ batch: null, realtime: null, prices: [] });
    expect(estimate.inputTokens.expected).toBe(100_000);
  });
});

const bound: CeilingInput = {
  ...{ book, provider: "p", model: "m", channel: "batch", atMs: 1 },
  ...{ rows: 1_000, inputTokensAtMost: 100_000, largestRowTokens: 900, maxOutputTokens: 50 },
};

describe("ceiling", () => {
  it("takes the dearest class for every token", () => {
    expect(ceiling(bound)).toBe(100_000n * 125n + 50_000n * 400n);
  });

  it("takes the dearest tier that a row may reach", () => {
    const dear = 100_000n * 200n + 50_000n * 600n;
    expect(ceiling({ ...bound, largestRowTokens: 1_001 })).toBe(dear);
    expect(ceiling({ ...bound, largestRowTokens: undefined })).toBe(dear);
  });

  it("is unknown without a limit for answers or without a price", () => {
    expect(ceiling({ ...bound, maxOutputTokens: null })).toBeNull();
    expect(ceiling({ ...bound, model: "unknown" })).toBeNull();
    expect(ceiling({ ...bound, atMs: -1 })).toBeNull();
  });

  it("is never below the high end of the estimate", () => {
    const prior = { basis: "prior", low: 1, expected: 2, high: 1e9 } as const;
    const high = estimateJob({ ...input, output: prior }).batch?.high;
    expect(ceiling(bound)).toBeGreaterThanOrEqual(high ?? 0n);
  });
});
