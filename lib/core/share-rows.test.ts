import fc from "fast-check";
import { expect, it } from "vitest";
import { type PackInput, packRows } from "./packing";
import { shareRows } from "./share-rows";

const inputOf = (rows: number, change: Partial<PackInput["limits"]> = {}): PackInput => ({
  bytes: new Uint32Array(rows).fill(10),
  tokensPerByte: 0.25,
  overheadTokens: 2,
  limits: { maxRows: 10, maxBytes: 1000, maxTokens: 1000, ...change },
});

function shared(input: PackInput, minRows: number) {
  const { ranges, tooFew } = shareRows(packRows(input).ranges, input, minRows);
  return { spans: ranges.map(({ firstRow, lastRow }) => [firstRow, lastRow]), tooFew, ranges };
}

it.each([
  [
    20,
    5,
    [
      [1, 10],
      [11, 20],
    ],
  ],
  [
    23,
    5,
    [
      [1, 10],
      [11, 18],
      [19, 23],
    ],
  ],
  [
    11,
    5,
    [
      [1, 6],
      [7, 11],
    ],
  ],
  [4, 4, [[1, 4]]],
  [
    11,
    1,
    [
      [1, 10],
      [11, 11],
    ],
  ],
] as const)("%i rows with a minimum of %i become %j", (rows, minRows, spans) => {
  expect(shared(inputOf(rows), minRows)).toMatchObject({ spans, tooFew: [] });
});

it("names the rows that no batch can be made of", () => {
  expect(shared(inputOf(3), 5)).toMatchObject({ spans: [], tooFew: [1, 2, 3] });
  expect(shared(inputOf(12, { maxRows: 4 }), 5).tooFew).toHaveLength(12);
  expect(shared(inputOf(13, { maxRows: 8 }), 8)).toMatchObject({
    spans: [[1, 8]],
    tooFew: [9, 10, 11, 12, 13],
  });
});

it("does not share across a row that is too large, nor beyond the limits", () => {
  const gap = inputOf(13);
  gap.bytes[10] = 2000;
  expect(shared(gap, 3)).toMatchObject({ spans: [[1, 10]], tooFew: [12, 13] });
  const heavy = inputOf(11);
  heavy.bytes.fill(100, 0, 10);
  heavy.bytes[10] = 950;
  expect(shared(heavy, 2)).toMatchObject({ spans: [[1, 10]], tooFew: [11] });
});

it("keeps every row once, within the limits and the minimum", () => {
  const any = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 120 }),
    minRows: fc.integer({ min: 1, max: 8 }),
    maxRows: fc.integer({ min: 15, max: 30 }),
    maxBytes: fc.integer({ min: 50, max: 2000 }),
  });
  fc.assert(
    fc.property(any, ({ sizes, minRows, maxRows, maxBytes }) => {
      const input = {
        ...inputOf(0, { maxRows, maxBytes, maxTokens: 1_000_000 }),
        bytes: Uint32Array.from(sizes),
      };
      const { tooLarge } = packRows(input);
      const { ranges, tooFew } = shared(input, minRows);
      const rows = ranges.flatMap((one) =>
        Array.from({ length: one.rows }, (_, i) => one.firstRow + i),
      );
      const all = [...rows, ...tooFew, ...tooLarge].sort((a, b) => a - b);
      expect(all).toEqual(sizes.map((_, i) => i + 1));
      for (const { rows: count, bytes, firstRow, lastRow } of ranges) {
        expect(count).toBeGreaterThanOrEqual(minRows);
        expect(count).toBeLessThanOrEqual(maxRows);
        expect(bytes).toBe(sizes.slice(firstRow - 1, lastRow).reduce((sum, one) => sum + one, 0));
        expect(bytes).toBeLessThanOrEqual(maxBytes);
      }
    }),
  );
});
