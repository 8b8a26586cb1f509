import fc from "fast-check";
import { expect, it } from "vitest";
import { addEnded, assertConserved, NONE_ENDED, rowCounts } from "./counts";

const ended = fc.record({
  succeeded: fc.nat(1e6),
  failed: fc.nat(1e6),
  expired: fc.nat(1e6),
  cancelled: fc.nat(1e6),
});

it("counts every row once, whatever ended", () => {
  fc.assert(
    fc.property(ended, ended, fc.nat(1e6), (a, b, pending) => {
      const both = addEnded(a, b);
      const sum = both.succeeded + both.failed + both.expired + both.cancelled;
      expect(rowCounts(sum + pending, both).pending).toBe(pending);
    }),
  );
});

it("has all rows pending at first", () => {
  expect(rowCounts(5, NONE_ENDED)).toEqual({ rows: 5, pending: 5, ...NONE_ENDED });
});

it.each([
  [3, { succeeded: 4 }],
  [3, { succeeded: 4, failed: -1 }],
  [3, { succeeded: 1.5 }],
])("refuses %i rows of which %j ended", (rows, some) => {
  expect(() => rowCounts(rows, { ...NONE_ENDED, ...some })).toThrow(RangeError);
});

it("says which counts do not add up, and never lets a lost row pass", () => {
  const counts = { ...rowCounts(3, { ...NONE_ENDED, succeeded: 2 }), pending: 0 };
  expect(() => assertConserved(counts)).toThrow(
    "3 rows are not 0 pending + 2 succeeded + 0 failed + 0 expired + 0 cancelled",
  );
});
