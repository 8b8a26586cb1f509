import { expect, test } from "vitest";
import { formatUsd, perMillionTokens } from "../core/money";
import {
  type Channel,
  findModel,
  findPrice,
  makePriceBook,
  resolveModel,
  tierThresholds,
} from "../core/pricing";
import type { Meter } from "../core/usage";
import gemini from "./gemini.json";
import { geminiPriceFile } from "./litellm-gemini";
import { priceFileSchema, readPriceFile } from "./price-file";

const { models, entries } = readPriceFile(priceFileSchema.parse(gemini));
const book = makePriceBook(models, entries);
const atMs = Date.parse("2026-11-23T12:00:00Z");

function usd(model: string, channel: Channel, meter: Meter, inputTokens = 1_000): string | null {
  const entry = findPrice(book, { provider: "gemini", model, channel, meter, inputTokens, atMs });
  return (
    entry && formatUsd(perMillionTokens(entry.picoPerToken)) + (entry.derived ? " derived" : "")
  );
}

test.each<[string, Channel, Meter, string | null]>([
  ["gemini-2.5-flash", "realtime", "input", "0.3"],
  ["gemini-2.5-flash", "batch", "input", "0.15 derived"],
  ["gemini-2.5-flash", "batch", "output", "1.25 derived"],
  ["gemini-2.5-flash", "batch", "cached_input", "0.03 derived"],
  ["gemini-2.5-pro", "batch", "output", "5 derived"],
  ["gemini-3.6-flash", "batch", "input", "0.75"],
  ["gemini-3.6-flash", "batch", "cached_input", "0.15 derived"],
  ["gemini-3.6-flash", "flex", "cached_input", "0.075"],
  ["gemini-2.0-flash-001", "batch", "input", "0.05 derived"],
  ["gemini-2.5-flash", "batch", "cache_write_5m", null],
  ["gemini-flash-latest", "batch", "input", null],
  ["gemini-2.5-flash-image", "batch", "input", null],
  ["gemini-embedding-001", "batch", "input", null],
  ["gemma-3-27b-it", "batch", "input", null],
])("%s %s %s is %s", (model, channel, meter, price) => {
  expect(usd(model, channel, meter)).toBe(price);
});

test("prices rise above 200,000 input tokens, in batch too", () => {
  expect(tierThresholds(book, "gemini", "gemini-3.1-pro-preview")).toEqual([200_001]);
  expect(usd("gemini-3.1-pro-preview", "batch", "input", 200_000)).toBe("1");
  expect(usd("gemini-3.1-pro-preview", "batch", "input", 200_001)).toBe("2 derived");
  expect(usd("gemini-3.1-pro-preview", "batch", "cached_input", 200_001)).toBe("0.4 derived");
  expect(usd("gemini-2.5-pro", "batch", "output", 300_000)).toBe("7.5 derived");
});

test("in batch input and output cost half, cached input as much as in real time, and nothing is free", () => {
  expect(entries.length).toBeGreaterThan(80);
  for (const { channel, model, meter, tierMinTokens, picoPerToken, id } of entries) {
    expect(picoPerToken).toBeGreaterThan(0n);
    if (channel !== "batch") continue;
    const query = { provider: "gemini", model, meter, inputTokens: tierMinTokens, atMs };
    const list = findPrice(book, { ...query, channel: "realtime" });
    const factor = meter === "cached_input" ? 1n : 2n;
    expect([id, factor * picoPerToken]).toEqual([id, list?.picoPerToken]);
  }
});

test("models are told apart from their variants by their prices", () => {
  expect(resolveModel(book, "gemini", "gemini-3.1-pro-preview-customtools")).toBe(
    "gemini-3.1-pro-preview",
  );
  expect(findModel(book, "gemini", "gemini-2.5-pro")).toMatchObject({
    ...{ batch: true, reasoning: true, vision: true },
  });
  expect(findModel(book, "gemini", "gemini-3-pro-preview")).toMatchObject({
    retiresOn: "2026-03-09",
  });
});

test("a price of nothing is no price, and a variant with its own prices is a model", () => {
  const priced = {
    ...{ litellm_provider: "gemini", mode: "chat", max_input_tokens: 9, max_output_tokens: 9 },
    ...{ input_cost_per_token: 3e-7, output_cost_per_token: 2.5e-6 },
  };
  const file = geminiPriceFile(
    {
      "gemini/gemini-9-flash": { ...priced, cache_read_input_token_cost: 0 },
      "gemini/gemini-9-flash-001": { ...priced, output_cost_per_token: 3e-6 },
      "gemini/gemini-9-pro": { ...priced, input_cost_per_token: 0 },
      "gemini/gemini-9-flash-image": priced,
      "gemini-9-flash": priced,
      "gemini/gemini-8": { ...priced, supported_endpoints: ["/v1/chat/completions"] },
    },
    { copiedOn: "2026-08-01", readOn: "2026-11-23" },
  );
  expect(file.models.map(({ model, batch }) => [model, batch])).toEqual([
    ["gemini-8", false],
    ["gemini-9-flash", true],
    ["gemini-9-flash-001", true],
  ]);
  expect(file.models[1]?.prices[0]?.usd).toEqual({ input: "0.3", output: "2.5" });
});
