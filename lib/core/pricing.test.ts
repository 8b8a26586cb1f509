import { describe, expect, it } from "vitest";
import {
  dearestPrices,
  findModel,
  findPrice,
  makePriceBook,
  type PricedModel,
  type PriceEntry,
  priceEntryId,
  pricesInForce,
  resolveModel,
  tierOf,
  tierThresholds,
} from "./pricing";
import { NO_USAGE } from "./usage";

const model: PricedModel = {
  provider: "p",
  model: "big",
  aliases: ["big-2026-01-01"],
  api: "chat",
  batch: true,
  vision: false,
  reasoning: false,
  maxInputTokens: 1_000_000,
  maxOutputTokens: 10_000,
  retiresOn: null,
};

function entry(change: Partial<PriceEntry>): PriceEntry {
  const base = {
    ...{ provider: "p", model: "big", channel: "batch" as const, meter: "input" as const },
    ...{ tierMinTokens: 0, picoPerToken: 100n, validFrom: 1_000, validTo: null },
    ...{ source: "list", readOn: "2026-11-23", derived: false, ...change },
  };
  return { id: priceEntryId(base), ...base };
}

const book = makePriceBook(
  [model, { ...model, model: "ft:big", aliases: [] }],
  [
    entry({ validTo: 2_000 }),
    entry({ validFrom: 2_000, picoPerToken: 80n }),
    entry({ validFrom: 2_000, tierMinTokens: 272_001, picoPerToken: 160n }),
    entry({ validFrom: 2_000, meter: "cache_write_5m", picoPerToken: 125n }),
    entry({ validFrom: 2_000, meter: "output", picoPerToken: 500n }),
    entry({ validFrom: 2_000, meter: "output", tierMinTokens: 272_001, picoPerToken: 900n }),
    entry({ model: "ft:big", picoPerToken: 7n }),
  ],
);
const at = (atMs: number) => ({ provider: "p", model: "big", channel: "batch" as const, atMs });

describe("resolveModel", () => {
  it.each([
    ["big", "big"],
    ["big-2026-01-01", "big"],
    ["ft:big:acme::x1", "ft:big"],
    ["ft:other:acme::x1", null],
    ["big-2026-02-02", null],
    ["Big", null],
    ["", null],
  ])("%s", (name, canonical) => expect(resolveModel(book, "p", name)).toBe(canonical));

  it("knows no model of another provider", () => {
    expect(resolveModel(book, "q", "big")).toBeNull();
    expect(findModel(book, "q", "big")).toBeNull();
    expect(findModel(book, "p", "big-2026-01-01")).toEqual(model);
  });
});

describe("findPrice", () => {
  it.each([
    ["before the first day", 999, 0, null],
    ["the first moment", 1_000, 0, 100n],
    ["the last moment of an entry", 1_999, 0, 100n],
    ["the moment of a change", 2_000, 0, 80n],
    ["the last tokens of the first tier", 2_000, 272_000, 80n],
    ["the first tokens of the second", 2_000, 272_001, 160n],
    ["the second tier before it existed", 1_999, 300_000, 100n],
  ])("%s", (_, atMs, inputTokens, pico) => {
    const found = findPrice(book, { ...at(atMs), meter: "input", inputTokens });
    expect(found?.picoPerToken ?? null).toBe(pico);
  });

  it("prefers the later of two entries in force", () => {
    const both = makePriceBook(
      [model],
      [entry({ validFrom: 5, picoPerToken: 2n }), entry({ validFrom: 1 })],
    );
    expect(findPrice(both, { ...at(9), meter: "input", inputTokens: 1 })?.picoPerToken).toBe(2n);
  });

  it("has no price after the last moment of the last entry", () => {
    const ended = makePriceBook([model], [entry({ validTo: 2_000 })]);
    const find = (atMs: number) =>
      findPrice(ended, { ...at(atMs), meter: "input", inputTokens: 1 });
    expect([find(1_999)?.picoPerToken, find(2_000)]).toEqual([100n, null]);
  });

  it("has no price for what the book does not list", () => {
    const query = { ...at(2_000), meter: "input", inputTokens: 1 } as const;
    expect(findPrice(book, { ...query, meter: "cached_input" })).toBeNull();
    expect(findPrice(book, { ...query, channel: "realtime" })).toBeNull();
    expect(findPrice(book, { ...query, model: "small" })).toBeNull();
    expect(pricesInForce(book, { ...query, provider: "q" })).toEqual([]);
  });
});

it("knows where context tiers begin", () => {
  expect(tierThresholds(book, "p", "big-2026-01-01")).toEqual([272_001]);
  expect(tierThresholds(book, "p", "unknown")).toEqual([]);
  const usage = { ...NO_USAGE, input: 2_001, cached_input: 270_000 };
  expect(tierOf([272_001], usage)).toBe(272_001);
  expect(tierOf([272_001], { ...usage, input: 2_000 })).toBe(0);
});

it("finds the dearest classes that a request can reach", () => {
  const dearest = (largestRequestTokens: number) => {
    const found = dearestPrices(book, { ...at(2_000), largestRequestTokens });
    return found && [found.input.picoPerToken, found.output?.picoPerToken];
  };
  expect(dearest(272_000)).toEqual([125n, 500n]);
  expect(dearest(272_001)).toEqual([160n, 900n]);
  expect(dearestPrices(book, { ...at(1_500), largestRequestTokens: 1 })).toMatchObject({
    output: null,
  });
});

it("refuses a book with a name or an id twice", () => {
  expect(() => makePriceBook([model, { ...model, model: "x" }], [])).toThrow(/big-2026-01-01/);
  expect(() => makePriceBook([model], [entry({}), entry({})])).toThrow(/same id/);
});

it("gives another id to whatever costs another amount", () => {
  const ids = [
    entry({}),
    entry({ picoPerToken: 1n }),
    entry({ meter: "output" }),
    entry({ channel: "flex" }),
    entry({ tierMinTokens: 5 }),
    entry({ validFrom: 7 }),
    entry({ model: "x" }),
    entry({ provider: "x" }),
  ].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(entry({ source: "elsewhere" }).id).toBe(entry({}).id);
});
