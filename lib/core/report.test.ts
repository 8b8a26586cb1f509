import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillKeys, type LedgerAggregate, savingsReport } from "./report";
import { METERS } from "./usage";

const aggregate = (change: Partial<LedgerAggregate>): LedgerAggregate => ({
  ...{ key: "a", meter: "input", usable: true, quantity: 10n },
  ...{ billed: 100n, realtime: 200n, simulated: false, ...change },
});

describe("savingsReport", () => {
  it("folds meters and waste into a row for each key, in order", () => {
    const { data, total } = savingsReport(
      [
        aggregate({ key: "b" }),
        aggregate({}),
        aggregate({ meter: "cached_input", quantity: 5n, billed: 10n, realtime: 20n }),
        aggregate({ meter: "output", quantity: 3n, billed: 30n, realtime: 60n }),
        aggregate({ meter: "output", usable: false, quantity: 1n, billed: 10n, realtime: 0n }),
      ],
      [
        { key: "a", rows: 4 },
        { key: "b", rows: 1 },
        { key: "a", rows: 2 },
      ],
    );
    expect(data).toEqual([
      {
        ...{ key: "a", billed: 150n, realtime: 280n, savings: 130n, waste: 10n },
        ...{ rows: 6, inputTokens: 15, outputTokens: 4 },
      },
      {
        ...{ key: "b", billed: 100n, realtime: 200n, savings: 100n, waste: 0n },
        ...{ rows: 1, inputTokens: 10, outputTokens: 0 },
      },
    ]);
    expect(total).toEqual({
      ...{ billed: 250n, realtime: 480n, savings: 230n, waste: 10n },
      ...{ rows: 7, inputTokens: 25, outputTokens: 4 },
    });
  });

  it("shows a key whose rows cost nothing known, and an empty report", () => {
    const { data } = savingsReport([], [{ key: "a", rows: 3 }]);
    expect(data).toMatchObject([{ key: "a", rows: 3, billed: 0n, savings: 0n }]);
    expect(savingsReport([], [])).toMatchObject({ data: [], total: { rows: 0, billed: 0n } });
  });

  it("refuses to mix simulated and real money, also across keys", () => {
    const mixed = [aggregate({}), aggregate({ key: "b", simulated: true })];
    expect(() => savingsReport(mixed, [])).toThrow(RangeError);
  });

  it("totals exactly the sum of its rows", () => {
    const money = fc.bigInt({ min: 0n, max: 10n ** 20n });
    const any = fc.record({
      key: fc.constantFrom("a", "b", "c"),
      meter: fc.constantFrom(...METERS),
      usable: fc.boolean(),
      quantity: fc.bigInt({ min: 0n, max: 10n ** 9n }),
      ...{ billed: money, realtime: money, simulated: fc.constant(true) },
    });
    fc.assert(
      fc.property(fc.array(any), (aggregates) => {
        const { data, total } = savingsReport(aggregates, []);
        for (const figure of ["billed", "realtime", "savings", "waste"] as const) {
          expect(data.reduce((sum, row) => sum + row[figure], 0n)).toBe(total[figure]);
        }
        expect(total.savings).toBe(total.realtime - total.billed);
        expect(data.reduce((sum, row) => sum + row.inputTokens, 0)).toBe(total.inputTokens);
      }),
    );
  });
});

it("fills days without entries with zeros", () => {
  const { data } = savingsReport([aggregate({ key: "2026-11-02" })], []);
  const filled = fillKeys(data, ["2026-11-01", "2026-11-02", "2026-11-03"]);
  expect(filled.map((row) => [row.key, row.billed])).toEqual([
    ["2026-11-01", 0n],
    ["2026-11-02", 100n],
    ["2026-11-03", 0n],
  ]);
});
