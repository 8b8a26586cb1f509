import { describe, expect, it } from "vitest";
import { cheapestOf, pricedChannels, priceLines, priceSteps } from "./price-rows";

const price = (change: object = {}) => ({
  ...{ channel: "batch" as const, meter: "input" as const, fromInputTokens: 0, usd: "1" },
  ...{ derived: false, agreed: false, validFrom: "2026-08-01T00:00:00Z", validTo: null },
  ...change,
});
const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

describe("the lines of a table of prices", () => {
  it("are kinds of tokens by tier, once for all channels", () => {
    const prices = [
      ...[price({ meter: "output" }), price(), price({ channel: "realtime" })],
      price({ fromInputTokens: 200_001 }),
    ];
    expect(priceLines(prices)).toEqual([
      { meter: "input", fromInputTokens: 0 },
      { meter: "output", fromInputTokens: 0 },
      { meter: "input", fromInputTokens: 200_001 },
    ]);
    expect(pricedChannels(prices)).toEqual(["realtime", "batch"]);
  });

  it.each([
    [["0.5", "0.25", null], "0.25"],
    [["10", "9"], "9"],
    [["1", "1.0"], null],
    [["1", null], null],
    [[null, null], null],
  ])("of %j the cheapest is %s", (prices, least) => expect(cheapestOf(prices)).toBe(least));
});

describe("how prices have moved", () => {
  it("is a step at each change, up to now, the agreed before the listed", () => {
    const entries = [
      price({ validTo: "2026-10-01T00:00:00Z" }),
      price({ validFrom: "2026-10-01T00:00:00Z", usd: "0.8" }),
      price({ meter: "output", usd: "4" }),
      price({
        agreed: true,
        usd: "0.5",
        validFrom: "2026-09-01T00:00:00Z",
        validTo: "2026-11-01T00:00:00Z",
      }),
      price({ channel: "realtime", usd: "2" }),
      price({ fromInputTokens: 200_001, usd: "9" }),
    ];
    expect(priceSteps(entries, "batch", day("2026-12-01"))).toEqual([
      { fromMs: day("2026-08-01"), usd: { input: 1, output: 4 } },
      { fromMs: day("2026-09-01"), usd: { input: 0.5, output: 4 } },
      { fromMs: day("2026-10-01"), usd: { input: 0.5, output: 4 } },
      { fromMs: day("2026-11-01"), usd: { input: 0.8, output: 4 } },
      { fromMs: day("2026-12-01"), usd: { input: 0.8, output: 4 } },
    ]);
  });

  it("has nothing to say before anything was sold", () => {
    expect(priceSteps([], "batch", 7)).toEqual([{ fromMs: 7, usd: {} }]);
  });
});
