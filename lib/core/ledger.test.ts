import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  correct,
  type LedgerLine,
  type SettleInput,
  settle,
  type UsageGroup,
  unstatedUsage,
} from "./ledger";
import { makePriceBook, type PricedModel, type PriceEntry, priceEntryId } from "./pricing";
import { sumSavings } from "./savings";
import { METERS, type Meter, NO_USAGE, type Usage } from "./usage";

/** Pico-dollars per token: real time, batch. */
const PRICES: Partial<Record<Meter, [bigint, bigint]>> = {
  input: [150_000n, 75_000n],
  cached_input: [75_000n, 37_500n],
  output: [600_000n, 300_000n],
};

function entries(model: string, factor = 1n, tierMinTokens = 0): PriceEntry[] {
  return METERS.flatMap((meter) =>
    (["realtime", "batch"] as const).flatMap((channel, i) => {
      const pico = PRICES[meter]?.[i];
      if (pico === undefined) return [];
      const entry = {
        ...{ provider: "p", model, channel, meter, tierMinTokens, picoPerToken: pico * factor },
        ...{ validFrom: 0, validTo: null, source: "list", readOn: "2026-11-23", derived: false },
      };
      return [{ id: priceEntryId(entry), ...entry }];
    }),
  );
}

const model = (name: string, aliases: string[] = []): PricedModel => ({
  ...{ provider: "p", model: name, aliases, api: "chat", batch: true, vision: false },
  ...{ reasoning: false, maxInputTokens: 9, maxOutputTokens: 9, retiresOn: null },
});
const book = makePriceBook(
  [model("mini", ["mini-2024-07-18"]), model("big")],
  [...entries("mini"), ...entries("big", 10n), ...entries("big", 20n, 272_001)],
);

const usageOf = (usage: Partial<Usage>): Usage => ({ ...NO_USAGE, ...usage });
const group = (change: Partial<UsageGroup>): UsageGroup => ({
  model: "mini-2024-07-18",
  usable: true,
  tierMinTokens: 0,
  rows: 10,
  unknownUsageRows: 0,
  usage: usageOf({ input: 1_000, output: 100 }),
  ...change,
});
const settling = (groups: UsageGroup[], change: Partial<SettleInput> = {}) =>
  settle({
    ...{ groups, book, provider: "p", channel: "batch", requestedModel: "mini", atMs: 5 },
    ...{ simulated: false, revision: 0, ...change },
  });

describe("settle", () => {
  it("prices each meter, usable and waste apart", () => {
    const { lines, unpricedRows } = settling([
      group({ usage: usageOf({ input: 1_000, cached_input: 200, output: 100, reasoning: 40 }) }),
      group({ usable: false, rows: 2, usage: usageOf({ input: 50, output: 8 }) }),
    ]);
    expect(lines.map((l) => [l.meter, l.usable, l.quantity, l.billed, l.realtime])).toEqual([
      ["input", true, 1_000n, 75_000_000n, 150_000_000n],
      ["cached_input", true, 200n, 7_500_000n, 15_000_000n],
      ["output", true, 100n, 30_000_000n, 60_000_000n],
      ["input", false, 50n, 3_750_000n, 0n],
      ["output", false, 8n, 2_400_000n, 0n],
    ]);
    expect(unpricedRows).toBe(0);
    expect(sumSavings(lines)).toEqual({
      billed: 118_650_000n,
      realtime: 225_000_000n,
      savings: 106_350_000n,
      waste: 6_150_000n,
    });
  });

  it("copies both price entries, the flag and the revision", () => {
    const [line] = settling([group({})], { simulated: true, revision: 3 }).lines;
    expect(line).toMatchObject({ simulated: true, revision: 3 });
    expect(line?.price).toMatchObject({ model: "mini", channel: "batch", picoPerToken: 75_000n });
    expect(line?.realtimePrice).toMatchObject({ channel: "realtime", picoPerToken: 150_000n });
  });

  it("prices by the context tier of the requests", () => {
    const usage = usageOf({ input: 300_000 });
    const tier = group({ model: "big", tierMinTokens: 272_001, usage });
    expect(settling([tier]).lines[0]?.billed).toBe(300_000n * 75_000n * 20n);
  });

  it("adds groups with the same prices into one line, since the ledger key is the price", () => {
    const { lines } = settling([group({}), group({ model: "mini" }), group({ model: null })]);
    expect(lines.map((line) => line.quantity)).toEqual([3_000n, 300n]);
  });

  it.each<[string, Partial<UsageGroup>, Partial<SettleInput>]>([
    ["an unknown model", { model: "other" }, {}],
    ["a snapshot of another model", { model: "huge-2026-01-01" }, {}],
    ["a meter without a price", { usage: usageOf({ input: 5, cache_write_5m: 1 }) }, {}],
    ["a channel without prices", {}, { channel: "flex" }],
    ["a time before the first price", {}, { atMs: -1 }],
    ["another provider", {}, { provider: "q" }],
    ["no model named, none known", { model: null }, { requestedModel: "other" }],
  ])("leaves out and counts: %s", (_, change, input) => {
    const result = settling([group({ rows: 7, unknownUsageRows: 2, ...change })], input);
    expect(result.lines).toEqual([]);
    expect(result.unpricedRows).toBe(7);
    expect(result.unpriced).toMatchObject([{ rows: 5 }]);
  });

  it("prices a new snapshot of the very model that was asked for, and of no other", () => {
    const groups = [group({ model: "big-2027-01-01" })];
    expect(settling(groups, { requestedModel: "big" }).lines[0]?.price.model).toBe("big");
    expect(settling(groups, { requestedModel: "mini" }).unpricedRows).toBe(10);
  });

  it("counts rows without usage as unpriced, never as free", () => {
    const unknown = group({ rows: 4, unknownUsageRows: 4, usage: NO_USAGE });
    expect(settling([unknown])).toEqual({ lines: [], unpricedRows: 4, unpriced: [] });
  });

  it.each([{ rows: 1, unknownUsageRows: 2 }, { rows: -1 }, { usage: usageOf({ input: 0.5 }) }])(
    "refuses %j",
    (change) => expect(() => settling([group(change)])).toThrow(RangeError),
  );
});

const count = fc.nat({ max: 2 ** 40 });
const anyGroup: fc.Arbitrary<UsageGroup> = fc.record({
  model: fc.constantFrom("mini", "mini-2024-07-18", "big", "other", null),
  usable: fc.boolean(),
  tierMinTokens: fc.constantFrom(0, 272_001),
  rows: fc.integer({ min: 5, max: 1_000 }),
  unknownUsageRows: fc.nat({ max: 5 }),
  usage: fc
    .record({ input: count, cached_input: count, output: count, reasoning: count })
    .map(usageOf),
});
const anyLines = fc.array(anyGroup).map((groups) => settling(groups).lines);

describe("properties", () => {
  it("books each token of a priced group once, at its price", () => {
    fc.assert(
      fc.property(fc.array(anyGroup), (groups) => {
        const { lines, unpriced, unpricedRows } = settling(groups);
        const priced = groups.filter((g) => g.model !== "other" && g.rows > g.unknownUsageRows);
        for (const meter of METERS) {
          const used = priced.reduce((sum, g) => sum + BigInt(g.usage[meter]), 0n);
          const booked = lines.filter((line) => line.meter === meter);
          expect(booked.reduce((sum, line) => sum + line.quantity, 0n)).toBe(used);
        }
        for (const line of lines) {
          expect(line.billed).toBe(line.quantity * line.price.picoPerToken);
        }
        const unknown = groups.reduce((sum, g) => sum + g.unknownUsageRows, 0);
        const left = unpriced.reduce((sum, g) => sum + g.rows, 0);
        expect(unpricedRows).toBe(unknown + left);
      }),
    );
  });

  it("never saves more than the real-time cost; waste only lowers the saving", () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const all = sumSavings(lines);
        const usable = sumSavings(lines.filter((line) => line.usable));
        expect(all.savings).toBe(all.realtime - all.billed);
        expect(all.savings).toBeLessThanOrEqual(all.realtime);
        expect(all.savings).toBe(usable.savings - all.waste);
      }),
    );
  });

  it("has one line for each ledger key", () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const keys = lines.map((l) => `${l.meter} ${l.price.id} ${l.usable} ${l.revision}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});

describe("correct", () => {
  const totals = (lines: readonly LedgerLine[]) => {
    const sums = new Map<string, bigint[]>();
    for (const line of lines) {
      const key = `${line.price.id} ${line.usable}`;
      const [quantity = 0n, billed = 0n, realtime = 0n] = sums.get(key) ?? [];
      const next = [quantity + line.quantity, billed + line.billed, realtime + line.realtime];
      sums.set(key, next);
    }
    return new Map([...sums].filter(([, sum]) => sum.some((part) => part !== 0n)));
  };

  it("adds only differences, under the next revision", () => {
    const booked = settling([group({})]).lines;
    const right = settling([group({ usage: usageOf({ input: 900, output: 100 }) })]).lines;
    const lines = correct(booked, right);
    expect(lines.map((l) => [l.meter, l.quantity, l.billed, l.realtime, l.revision])).toEqual([
      ["input", -100n, -7_500_000n, -15_000_000n, 1],
    ]);
    expect(correct([...booked, ...lines], right)).toEqual([]);
  });

  it("makes the sum of all revisions equal to what is right, again and again", () => {
    fc.assert(
      fc.property(anyLines, anyLines, anyLines, (first, second, third) => {
        const afterSecond = [...first, ...correct(first, second)];
        const afterThird = [...afterSecond, ...correct(afterSecond, third)];
        expect(totals(afterSecond)).toEqual(totals(second));
        expect(totals(afterThird)).toEqual(totals(third));
      }),
    );
  });
});

it("bounds what no line states by the provider's own total", () => {
  const stated = usageOf({ input: 1_500, output: 90, reasoning: 10 });
  expect(unstatedUsage(stated, [group({})])).toEqual(usageOf({ input: 500, reasoning: 10 }));
});

it("never adds simulated to real money", () => {
  const real = settling([group({})]).lines;
  const simulated = settling([group({})], { simulated: true }).lines;
  expect(() => sumSavings([...real, ...simulated])).toThrow(/simulated/);
});
