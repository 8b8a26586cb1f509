import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Agreement, agreedEntries, unlistedRates } from "./agreed-prices";
import { settle } from "./ledger";
import {
  type Channel,
  findListPrice,
  findPrice,
  makePriceBook,
  type PriceEntry,
  priceEntryId,
  pricesInForce,
  withEntries,
} from "./pricing";
import { NO_USAGE } from "./usage";

const model = {
  ...{ provider: "p", aliases: [], api: "chat" as const, batch: true, vision: false },
  ...{ reasoning: false, maxInputTokens: 1_000, maxOutputTokens: 1_000, retiresOn: null },
};

function list(change: Partial<PriceEntry>): PriceEntry {
  const base = {
    ...{ provider: "p", model: "big", channel: "batch" as Channel, meter: "input" as const },
    ...{ tierMinTokens: 0, picoPerToken: 1_000n, validFrom: 0, validTo: null },
    ...{ source: "list", readOn: "2026-12-01", derived: false, ...change },
  };
  return { id: priceEntryId(base), ...base };
}

const book = makePriceBook(
  [
    { ...model, model: "big" },
    { ...model, model: "small" },
    { ...model, provider: "q", model: "big" },
  ],
  [
    list({ validTo: 5_000 }),
    list({ validFrom: 5_000, picoPerToken: 800n }),
    list({ meter: "output", picoPerToken: 4_001n }),
    list({ tierMinTokens: 201, picoPerToken: 2_000n }),
    list({ channel: "realtime", picoPerToken: 2_000n }),
    list({ channel: "realtime", meter: "output", picoPerToken: 8_002n }),
    list({ model: "small", picoPerToken: 10n }),
    list({ provider: "q", picoPerToken: 7n }),
  ],
);

const agreement = (change: Partial<Agreement> = {}): Agreement => ({
  ...{ id: "agr_1", provider: "p", model: "big", channels: ["batch"], name: "Contract 7" },
  ...{ terms: { kind: "percent", basisPoints: 1_500 }, validFrom: 3_000, validTo: null },
  ...{ readOn: "2026-12-01", ...change },
});
const rates = (...usd: readonly [Channel, "input" | "output", string][]): Partial<Agreement> => ({
  channels: [],
  terms: {
    kind: "rates",
    rates: usd.map(([channel, meter, price]) => ({
      ...{ channel, meter, tierMinTokens: 0, usd: price },
    })),
  },
});

const agreed = (...agreements: Agreement[]) =>
  withEntries(
    book,
    agreements.flatMap((one) => agreedEntries(book, one)),
  );
const query = { provider: "p", model: "big", channel: "batch" as const, meter: "input" as const };
const pays = (of: ReturnType<typeof agreed>, atMs: number, change: object = {}) =>
  findPrice(of, { ...query, inputTokens: 0, atMs, ...change })?.picoPerToken;

describe("a percentage off the list", () => {
  it.each([
    ["before it begins the list holds", 2_999, {}, 1_000n],
    ["from its first moment", 3_000, {}, 850n],
    ["off the list's next price too", 5_000, {}, 680n],
    ["of other meters, a fraction rounded up", 3_000, { meter: "output" }, 3_401n],
    ["in the dearer tier", 3_000, { inputTokens: 201 }, 1_700n],
    ["not in another channel", 3_000, { channel: "realtime" }, 2_000n],
    ["not for another model", 3_000, { model: "small" }, 10n],
    ["not for another provider", 3_000, { provider: "q" }, 7n],
  ] as const)("%s", (_, atMs, change, price) =>
    expect(pays(agreed(agreement()), atMs, change)).toBe(price),
  );

  it("ends on its last moment, and the list holds again", () => {
    const ends = agreed(agreement({ validTo: 6_000 }));
    expect([pays(ends, 5_999), pays(ends, 6_000)]).toEqual([680n, 800n]);
  });

  it("of every model of the provider, in every channel", () => {
    const all = agreed(agreement({ model: null, channels: [] }));
    expect(pays(all, 3_000, { model: "small" })).toBe(9n);
    expect(pays(all, 3_000, { channel: "realtime" })).toBe(1_700n);
    expect(pays(all, 3_000, { provider: "q" })).toBe(7n);
  });

  it("is never below the exact share, and less than a pico-dollar above it", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 12n), fc.integer({ min: 1, max: 10_000 }), (pico, off) => {
        const one = makePriceBook([{ ...model, model: "big" }], [list({ picoPerToken: pico })]);
        const terms = { kind: "percent", basisPoints: off } as const;
        const [entry] = agreedEntries(one, agreement({ terms }));
        const exact = pico * BigInt(10_000 - off);
        const over = (entry?.picoPerToken ?? -1n) * 10_000n - exact;
        expect(over >= 0n && over < 10_000n).toBe(true);
      }),
    );
  });
});

describe("a negotiated rate", () => {
  it("stands as it is, for what it names", () => {
    const own = agreed(agreement(rates(["batch", "input", "0.0003"])));
    expect([pays(own, 3_000), pays(own, 5_000)]).toEqual([300n, 300n]);
    expect(pays(own, 3_000, { meter: "output" })).toBe(4_001n);
    expect(pays(own, 3_000, { inputTokens: 201 })).toBe(2_000n);
  });

  it("that the list has no price for is named", () => {
    const odd = agreement(rates(["flex", "input", "1"], ["batch", "input", "1"]));
    expect(unlistedRates(book, odd).map(({ channel }) => channel)).toEqual(["flex"]);
    expect(unlistedRates(book, agreement())).toEqual([]);
  });
});

describe("several agreements", () => {
  it("go by the one that begins later, then by the one that was made later", () => {
    const wide = agreement({ model: null });
    const later = agreement({
      id: "agr_0",
      validFrom: 4_000,
      ...rates(["batch", "input", "0.0001"]),
    });
    const twin = agreement({ id: "agr_2", terms: { kind: "percent", basisPoints: 5_000 } });
    const both = agreed(wide, later);
    expect([pays(both, 3_999), pays(both, 4_000)]).toEqual([850n, 100n]);
    expect(pays(agreed(twin, wide), 3_000)).toBe(500n);
    expect(pays(agreed(wide, twin), 3_000)).toBe(500n);
  });

  it("put the agreed in the place of the listed, once for each meter and tier", () => {
    const inForce = pricesInForce(agreed(agreement()), { ...query, atMs: 3_000 });
    expect(inForce.map(({ meter, tierMinTokens }) => `${meter} ${tierMinTokens}`).sort()).toEqual([
      ...["input 0", "input 201", "output 0"],
    ]);
    expect(inForce.every((entry) => entry.agreed)).toBe(true);
  });
});

it("what is billed is the agreed price; what it is measured against stays the list", () => {
  const both = agreed(agreement({ channels: [] }));
  const usage = { ...NO_USAGE, input: 10, output: 1 };
  const group = { usable: true, tierMinTokens: 0, rows: 1, unknownUsageRows: 0, usage };
  const { lines } = settle({
    groups: [{ ...group, model: "big" }],
    ...{ book: both, provider: "p", channel: "batch", requestedModel: "big", atMs: 3_000 },
    ...{ simulated: false, revision: 0 },
  });
  expect(lines.map(({ billed, realtime }) => [billed, realtime])).toEqual([
    [8_500n, 20_000n],
    [3_401n, 8_002n],
  ]);
  expect(lines.map(({ price }) => price.agreed)).toEqual([true, true]);
  expect(findListPrice(both, { ...query, inputTokens: 0, atMs: 3_000 })?.picoPerToken).toBe(1_000n);
});
