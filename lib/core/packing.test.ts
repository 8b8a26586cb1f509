import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PackInput, packRows } from "./packing";

const limits = { maxRows: 3, maxBytes: 100, maxTokens: 1_000 };
const pack = (bytes: number[], change: Partial<PackInput> = {}) =>
  packRows({
    bytes: Uint32Array.from(bytes),
    tokensPerByte: 1,
    overheadTokens: 0,
    limits,
    ...change,
  });
const spans = (packed: ReturnType<typeof pack>) =>
  packed.ranges.map(({ firstRow, lastRow }) => [firstRow, lastRow]);

describe("packRows", () => {
  it("cuts by rows, by bytes and by tokens, filling each to the brim", () => {
    expect(spans(pack([1, 1, 1, 1]))).toEqual([
      [1, 3],
      [4, 4],
    ]);
    expect(spans(pack([50, 50, 1]))).toEqual([
      [1, 2],
      [3, 3],
    ]);
    const tokens = { tokensPerByte: 0.1, overheadTokens: 499 };
    expect(spans(pack([10, 10, 10], tokens))).toEqual([
      [1, 2],
      [3, 3],
    ]);
    expect(spans(pack([10, 11], tokens))).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it("names rows that fit nowhere and cuts around them", () => {
    const packed = pack([10, 101, 10, 10]);
    expect(spans(packed)).toEqual([
      [1, 1],
      [3, 4],
    ]);
    expect(packed.tooLarge).toEqual([2]);
    const perRow = { limits: { ...limits, maxBytesPerRow: 9 } };
    expect(pack([9, 10], perRow).tooLarge).toEqual([2]);
    expect(pack([200, 200]).ranges).toEqual([]);
  });

  it("sums bytes and tokens of a range, and counts from the given row", () => {
    expect(pack([10, 20], { overheadTokens: 7, firstRow: 501 }).ranges).toEqual([
      { firstRow: 501, lastRow: 502, rows: 2, bytes: 30, tokens: 44 },
    ]);
    expect(pack([])).toEqual({ ranges: [], tooLarge: [] });
  });

  it.each(["maxRows", "maxBytes", "maxTokens"])("refuses a %s of zero or none", (name) => {
    for (const bad of [0, Number.NaN]) {
      expect(() => pack([1], { limits: { ...limits, [name]: bad } })).toThrow(name);
    }
  });
});

const problem = fc.record({
  bytes: fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 60 }),
  tokensPerByte: fc.constantFrom(0.1, 0.25, 1),
  overheadTokens: fc.nat(20),
  limits: fc.record({
    maxRows: fc.integer({ min: 1, max: 10 }),
    maxBytes: fc.integer({ min: 1, max: 300 }),
    maxTokens: fc.integer({ min: 1, max: 300 }),
  }),
});

/** The fewest batches of consecutive rows, by trying every cut. */
function fewest(input: PackInput, tooLarge: ReadonlySet<number>): number {
  const best = [0];
  for (let end = 1; end <= input.bytes.length; end++) {
    const starts = tooLarge.has(end) ? [] : startsOf(input, end, tooLarge);
    const counts = starts.map((start) => (best[start - 1] ?? 0) + 1);
    best[end] = tooLarge.has(end) ? (best[end - 1] ?? 0) : Math.min(...counts);
  }
  return best.at(-1) ?? 0;
}

/** The rows with which a batch that ends here may begin. */
function startsOf({ bytes: sizes, ...input }: PackInput, end: number, not: ReadonlySet<number>) {
  const { maxRows, maxBytes, maxTokens } = input.limits;
  const starts: number[] = [];
  let [bytes, tokens] = [0, 0];
  for (let start = end; start > Math.max(0, end - maxRows) && !not.has(start); start--) {
    bytes += sizes[start - 1] ?? 0;
    tokens += Math.ceil((sizes[start - 1] ?? 0) * input.tokensPerByte) + input.overheadTokens;
    if (bytes > maxBytes || tokens > maxTokens) break;
    starts.push(start);
  }
  return starts;
}

describe("properties", () => {
  it("puts every row in exactly one place, in order, within the limits, in the fewest batches", () => {
    fc.assert(
      fc.property(problem, ({ bytes, ...rest }) => {
        const input = { ...rest, bytes: Uint32Array.from(bytes) };
        const { ranges, tooLarge } = packRows(input);
        const placed = ranges.flatMap((range) =>
          Array.from({ length: range.lastRow - range.firstRow + 1 }, (_, i) => range.firstRow + i),
        );
        const everyRow = bytes.map((_, i) => i + 1);
        expect([...placed, ...tooLarge].sort((a, b) => a - b)).toEqual(everyRow);
        expect(placed).toEqual(placed.toSorted((a, b) => a - b));
        for (const range of ranges) {
          expect(range.rows).toBe(range.lastRow - range.firstRow + 1);
          expect(range.rows).toBeLessThanOrEqual(rest.limits.maxRows);
          expect(range.bytes).toBeLessThanOrEqual(rest.limits.maxBytes);
          expect(range.tokens).toBeLessThanOrEqual(rest.limits.maxTokens);
        }
        expect(ranges.reduce((sum, range) => sum + range.bytes, 0)).toBe(
          placed.reduce((sum, row) => sum + (bytes[row - 1] ?? 0), 0),
        );
        expect(ranges.length).toBe(fewest(input, new Set(tooLarge)));
      }),
    );
  });

  it("needs at most twice the batches that the bytes need in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 })), (bytes) => {
        const wide = { maxRows: 1e6, maxBytes: 100, maxTokens: 1e6 };
        const total = bytes.reduce((sum, size) => sum + size, 0);
        const { ranges } = pack(bytes, { limits: wide });
        expect(ranges.length).toBeLessThanOrEqual(2 * Math.ceil(total / 100));
      }),
    );
  });
});

it("packs a million rows in one pass", () => {
  const bytes = new Uint32Array(1_000_000).fill(400);
  const big = { maxRows: 50_000, maxBytes: 200_000_000, maxTokens: 1e12 };
  const input = { bytes, tokensPerByte: 0.25, overheadTokens: 7, limits: big };
  packRows(input);
  const start = performance.now();
  const { ranges } = packRows(input);
  expect(performance.now() - start).toBeLessThan(200);
  expect(ranges.length).toBe(20);
});
