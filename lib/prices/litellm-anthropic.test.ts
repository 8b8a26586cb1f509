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
import anthropic from "./anthropic.json";
import since from "./anthropic-since-2026-09.json";
import { anthropicPriceFile } from "./litellm-anthropic";
import { priceFileSchema, readPriceFile } from "./price-file";

const FILES = [anthropic, since].map((file) => readPriceFile(priceFileSchema.parse(file)));
const ENTRIES = FILES.flatMap((file) => file.entries);
const book = makePriceBook(
  FILES.flatMap((file) => file.models),
  ENTRIES,
);
const atMs = Date.parse("2026-11-23T12:00:00Z");

function usd(model: string, channel: Channel, meter: Meter, inputTokens = 1_000): string | null {
  const entry = findPrice(book, {
    ...{ provider: "anthropic", model, channel, meter, inputTokens, atMs },
  });
  return (
    entry && formatUsd(perMillionTokens(entry.picoPerToken)) + (entry.derived ? " derived" : "")
  );
}

test.each<[string, Channel, Meter, string | null]>([
  ["claude-haiku-4-5", "realtime", "input", "1"],
  ["claude-haiku-4-5-20251001", "batch", "input", "0.5 derived"],
  ["claude-haiku-4-5", "batch", "cached_input", "0.05 derived"],
  ["claude-haiku-4-5", "realtime", "cache_write_1h", "2"],
  ["claude-haiku-4-5", "batch", "cache_write_1h", "1 derived"],
  ["claude-sonnet-4-6", "batch", "output", "7.5 derived"],
  ["claude-opus-5", "batch", "cache_write_5m", "3.125 derived"],
  ["claude-opus-5-5", "realtime", "input", "4"],
  ["claude-opus-5-5", "batch", "output", "10 derived"],
  ["claude-opus-5-5", "batch", "cached_input", "0.1 derived"],
  ["claude-haiku-5-5", "batch", "cached_input", "0.005 derived"],
  ["claude-fable-5-2", "batch", "cached_input", null],
  ["claude-3-haiku-20240307", "realtime", "cache_write_1h", null],
  ["claude-3-opus-20240229", "realtime", "cache_write_1h", null],
  ["claude-mythos-5-2", "batch", "input", null],
  ["claude-4-opus-20250514", "batch", "input", null],
])("%s %s %s is %s", (model, channel, meter, price) => {
  expect(usd(model, channel, meter)).toBe(price);
});

test("long prompts are dearer where the list says so, in batch too", () => {
  expect(tierThresholds(book, "anthropic", "claude-haiku-5-5")).toEqual([100_001]);
  expect(usd("claude-haiku-5-5", "batch", "input", 100_000)).toBe("0.05 derived");
  expect(usd("claude-haiku-5-5", "batch", "output", 100_001)).toBe("1.25 derived");
  expect(usd("claude-sonnet-4-5", "batch", "cache_write_1h", 200_001)).toBe("6 derived");
  expect(tierThresholds(book, "anthropic", "claude-opus-4-6")).toEqual([]);
});

test("every kind of token costs half in batch, and nothing is free", () => {
  expect(ENTRIES.length).toBeGreaterThan(150);
  for (const { channel, model, meter, tierMinTokens, picoPerToken, id } of ENTRIES) {
    expect(picoPerToken).toBeGreaterThan(0n);
    if (channel !== "batch") continue;
    const query = { provider: "anthropic", model, meter, inputTokens: tierMinTokens, atMs };
    const list = findPrice(book, { ...query, channel: "realtime" });
    expect([id, 2n * picoPerToken]).toEqual([id, list?.picoPerToken]);
  }
});

test("a name without a date is its dated model, and retires with it", () => {
  const opus = resolveModel(book, "anthropic", "claude-opus-4-1-20250805");
  expect(opus).toBe("claude-opus-4-1");
  expect(findModel(book, "anthropic", "claude-opus-4-1")?.retiresOn).toBe("2026-08-05");
  expect(findModel(book, "anthropic", "claude-sonnet-4-5-20250929")?.retiresOn).toBe("2026-11-30");
  expect(findModel(book, "anthropic", "claude-haiku-4-5")?.retiresOn).toBeNull();
});

test("a price for an hour's cache write that is not twice the input is another model's", () => {
  const priced = {
    ...{ litellm_provider: "anthropic", mode: "chat", max_input_tokens: 9, max_output_tokens: 9 },
    ...{ input_cost_per_token: 3e-7, output_cost_per_token: 2.5e-6 },
  };
  const write = "cache_creation_input_token_cost_above_1hr";
  const list = {
    a: { ...priced, [write]: 6e-7 },
    b: { ...priced, [write]: 6e-6 },
    c: {
      ...priced,
      [write]: 6e-7,
      input_cost_per_token_above_200k_tokens: 6e-7,
      output_cost_per_token_above_200k_tokens: 5e-6,
    },
  };
  const { models } = anthropicPriceFile(list, { copiedOn: "2026-08-01", readOn: "2026-11-23" });
  expect(models.map(({ prices }) => prices[0]?.usd.cache_write_1h)).toEqual([
    "0.6",
    undefined,
    undefined,
  ]);
});
