import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateOutput, estimateTokens, outputPrior, type SampledRow } from "./token-estimate";

const row = fc.record({
  tokens: fc.nat({ max: 5_000 }),
  bytes: fc.integer({ min: 1, max: 20_000 }),
});
const bytesOf = (rows: readonly SampledRow[]) => rows.reduce((sum, { bytes }) => sum + bytes, 0);
const tokensOf = (rows: readonly SampledRow[]) => rows.reduce((sum, r) => sum + r.tokens, 0);

/** Deterministic numbers in [0, 1). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("estimateTokens", () => {
  it("is exact when every row was counted", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.nat(50), (rows, overheadTokens) => {
        const population = { rows: rows.length, bytes: bytesOf(rows), overheadTokens };
        const total = tokensOf(rows) + rows.length * overheadTokens;
        const exact = { low: total, expected: total, high: total };
        expect(estimateTokens(rows, population)).toEqual(exact);
      }),
    );
  });

  it("keeps low ≤ expected ≤ high, in whole tokens", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.nat(10_000), (sample, more) => {
        const population = { rows: sample.length + more, bytes: 1e6, overheadTokens: 7 };
        const { low, expected, high } = estimateTokens(sample, population);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(expected);
        expect(expected).toBeLessThanOrEqual(high);
        expect([low, expected, high].every(Number.isSafeInteger)).toBe(true);
      }),
    );
  });

  it("holds the truth nine times in ten", () => {
    const random = generator(1);
    const all = Array.from({ length: 5_000 }, () => {
      const bytes = 20 + Math.floor(random() ** 3 * 2_000);
      return { bytes, tokens: Math.round(bytes * (0.18 + random() * 0.14)) };
    });
    const population = { rows: all.length, bytes: bytesOf(all), overheadTokens: 7 };
    const truth = tokensOf(all) + all.length * 7;
    let held = 0;
    for (let trial = 0; trial < 1_000; trial++) {
      const sample = Array.from(
        { length: 40 },
        () => all[Math.floor(random() * all.length)] ?? row0,
      );
      const { low, high } = estimateTokens(sample, population);
      if (low <= truth && truth <= high) held += 1;
    }
    expect(held).toBeGreaterThan(860);
    expect(held).toBeLessThan(940);
  });

  it("takes its width from the spread of the sample", () => {
    const sample = [
      { tokens: 10, bytes: 10 },
      { tokens: 20, bytes: 10 },
    ];
    const half = 6.314 * (1_000 / 20) * Math.sqrt((2 / 1) * (5 ** 2 + 5 ** 2) * 0.98);
    const population = { rows: 100, bytes: 1_000, overheadTokens: 0 };
    const estimate = { low: 0, expected: 1_500, high: Math.ceil(1_500 + half) };
    expect(estimateTokens(sample, population)).toEqual(estimate);
  });

  it("weighs rows that stand for more than others", () => {
    const short = { tokens: 10, bytes: 20, weight: 90 };
    const long = { tokens: 100, bytes: 1_000, weight: 10 };
    const population = { rows: 100, bytes: 90 * 20 + 10 * 1_000, overheadTokens: 0 };
    expect(estimateTokens([short, long], population).expected).toBe(90 * 10 + 10 * 100);
  });

  it("is wide when one row is all there is to go by", () => {
    const population = { rows: 10, bytes: 1_000, overheadTokens: 2 };
    const estimate = estimateTokens([{ tokens: 25, bytes: 100 }], population);
    expect(estimate).toEqual({ low: 145, expected: 270, high: 520 });
  });

  it("counts rows when they hold no text", () => {
    const population = { rows: 10, bytes: 0, overheadTokens: 7 };
    const empty = [
      { tokens: 0, bytes: 0 },
      { tokens: 0, bytes: 0 },
    ];
    expect(estimateTokens(empty, population)).toEqual({ low: 70, expected: 70, high: 70 });
  });

  it("refuses an empty sample", () => {
    expect(() => estimateTokens([], { rows: 1, bytes: 1, overheadTokens: 0 })).toThrow(RangeError);
  });
});

const row0 = { tokens: 0, bytes: 1 };

describe("estimateOutput", () => {
  it("goes by history, wider the less there is", () => {
    const from = (n: number) =>
      estimateOutput(1_000, { basis: "history", mean: 50, sd: 20, n }, null);
    expect(from(10_000)).toEqual({ low: 48_908, expected: 50_000, high: 51_092 });
    expect(from(10).high).toBeGreaterThan(from(100).high);
    expect(from(1)).toEqual({ low: 25_000, expected: 50_000, high: 100_000 });
  });

  it("never exceeds the limit of the answers, nor falls below nothing", () => {
    const history = { basis: "history", mean: 90, sd: 400, n: 3 } as const;
    expect(estimateOutput(10, history, 100)).toEqual({ low: 0, expected: 900, high: 1_000 });
  });

  it.each([
    [false, null, { low: 25, expected: 250, high: 2_000 }],
    [true, null, { low: 100, expected: 1_000, high: 8_000 }],
    [false, 20, { low: 10, expected: 10, high: 20 }],
    [false, 300, { low: 25, expected: 150, high: 300 }],
  ])("without history: reasoning %s, limit %s", (reasoning, maxOutputTokens, expected) => {
    const prior = outputPrior({ reasoning, maxOutputTokens });
    expect(estimateOutput(1, prior, maxOutputTokens)).toEqual(expected);
  });
});
