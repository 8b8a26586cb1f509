import { describe, expect, it } from "vitest";
import { formatUsd, perMillionTokens } from "../core/money";
import {
  CHANNELS,
  type Channel,
  findModel,
  findPrice,
  resolveModel,
  tierThresholds,
} from "../core/pricing";
import type { Meter } from "../core/usage";
import { loadPriceBook } from "./price-book";

const book = loadPriceBook();
const atMs = Date.parse("2026-11-23T12:00:00Z");

function usd(model: string, channel: Channel, meter: Meter, inputTokens = 1_000): string | null {
  const entry = findPrice(book, { provider: "openai", model, channel, meter, inputTokens, atMs });
  return (
    entry && formatUsd(perMillionTokens(entry.picoPerToken)) + (entry.derived ? " derived" : "")
  );
}

const openAiEntries = [...book.entries.values()]
  .flat()
  .filter((entry) => entry.provider === "openai");

describe("the OpenAI prices", () => {
  it.each<[string, Channel, Meter, string | null]>([
    ["gpt-4o-mini", "realtime", "input", "0.15"],
    ["gpt-4o-mini", "batch", "input", "0.075"],
    ["gpt-4o-mini", "batch", "output", "0.3"],
    ["gpt-4o-mini", "batch", "cached_input", "0.0375 derived"],
    ["gpt-4o-mini-2024-07-18", "batch", "output", "0.3"],
    ["gpt-4o-2024-05-13", "realtime", "output", "15"],
    ["gpt-4o-2024-11-20", "realtime", "output", "10"],
    ["gpt-4.1", "batch", "input", "1"],
    ["gpt-5", "batch", "input", "0.625 derived"],
    ["gpt-5", "batch", "output", "5 derived"],
    ["gpt-5", "batch", "cached_input", "0.0625 derived"],
    ["gpt-5", "flex", "output", "5"],
    ["gpt-5-mini-2025-08-07", "batch", "output", "1 derived"],
    ["gpt-5-nano", "batch", "cached_input", "0.0025 derived"],
    ["o4-mini", "batch", "input", "0.55 derived"],
    ["o4-mini", "batch", "cached_input", "0.1375 derived"],
    ["gpt-5.4", "flex", "cached_input", "0.13"],
    ["gpt-5.6-luna", "realtime", "cache_write_5m", "0.25"],
    ["gpt-5.6-luna", "batch", "cache_write_5m", "0.125 derived"],
    ["gpt-5-nano", "flex", "cached_input", "0.0025"],
    ["gpt-5.6-luna", "flex", "cache_write_5m", "0.125"],
    ["o3-2025-04-16", "flex", "output", "4"],
    ["o4-mini-2025-04-16", "flex", "cached_input", "0.1375"],
    ["o3-mini", "flex", "input", null],
    ["gpt-4.1", "flex", "input", null],
    ["text-embedding-3-small", "realtime", "input", "0.02"],
    ["text-embedding-3-small", "batch", "input", "0.01"],
    ["text-embedding-3-large", "batch", "input", "0.065"],
    ["text-embedding-3-large", "batch", "output", "0"],
    ["text-embedding-3-large", "flex", "input", null],
    ["text-embedding-ada-002", "batch", "input", "0.05 derived"],
    ["text-embedding-ada-002-v2", "batch", "input", "0.05"],
    ["omni-moderation-latest", "realtime", "input", "0"],
    ["omni-moderation-2024-09-26", "batch", "input", "0 derived"],
    ["text-moderation-latest", "batch", "input", null],
    ["gpt-5-pro", "batch", "cached_input", null],
    ["ft:gpt-4o-2024-11-20", "realtime", "cache_write_5m", null],
    ["ft:gpt-4o-mini-2024-07-18:acme::a1", "batch", "input", "0.15"],
    ["gpt-4o-audio-preview", "realtime", "input", null],
    ["gpt-5-search-api", "realtime", "input", null],
    ["o3-deep-research", "batch", "input", null],
    ["sample_spec", "realtime", "input", null],
  ])("%s %s %s", (model, channel, meter, price) => expect(usd(model, channel, meter)).toBe(price));

  it("change above 272,000 input tokens, for every channel", () => {
    expect(tierThresholds(book, "openai", "gpt-5.6-luna")).toEqual([272_001]);
    expect(tierThresholds(book, "openai", "gpt-4o-mini")).toEqual([]);
    expect(usd("gpt-5.6-luna", "realtime", "input", 272_000)).toBe("0.2");
    expect(usd("gpt-5.6-luna", "realtime", "input", 272_001)).toBe("0.4");
    expect(usd("gpt-5.6-luna", "batch", "output", 300_000)).toBe("0.9 derived");
    expect(usd("gpt-5.5", "flex", "input", 300_000)).toBe("5 derived");
  });

  it("are half price in batch for every class, stated or derived", () => {
    const entries = openAiEntries.filter((entry) => entry.channel === "batch");
    expect(entries.length).toBeGreaterThan(100);
    for (const { model, meter, tierMinTokens, picoPerToken, id } of entries) {
      const query = { provider: "openai", model, meter, inputTokens: tierMinTokens, atMs };
      const list = findPrice(book, { ...query, channel: "realtime" });
      expect([id, 2n * picoPerToken]).toEqual([id, list?.picoPerToken]);
    }
  });

  it("name their source, their day and the rule that they follow from", () => {
    for (const entry of openAiEntries) {
      expect(entry.source).toContain("LiteLLM model_prices_and_context_window.json");
      expect(entry.source.includes("Derived: ")).toBe(entry.derived);
      expect(entry.readOn).toBe("2026-11-23");
    }
  });

  it("do not hold before the day of the copy", () => {
    const query = { provider: "openai", model: "gpt-5", meter: "input", inputTokens: 1 } as const;
    for (const channel of CHANNELS) {
      const find = (time: string) => findPrice(book, { ...query, channel, atMs: Date.parse(time) });
      expect(find("2026-07-31T23:59:59.999Z")).toBeNull();
      expect(find("2026-08-01T00:00:00Z")?.model).toBe("gpt-5");
    }
  });
});

describe("the OpenAI models", () => {
  it.each([
    ["gpt-4o-mini", { api: "chat", batch: true, reasoning: false, maxOutputTokens: 16_384 }],
    ["o4-mini-2025-04-16", { model: "o4-mini", reasoning: true, maxInputTokens: 200_000 }],
    ["gpt-5.1", { batch: false }],
    ["gpt-5-pro", { api: "responses" }],
    ["text-embedding-3-small", { api: "embeddings", maxOutputTokens: 0, maxInputTokens: 8191 }],
    ["omni-moderation-2024-09-26", { model: "omni-moderation-latest", api: "moderations" }],
    ["gpt-4-1106-preview", { retiresOn: "2026-03-26" }],
  ])("%s", (name, facts) => expect(findModel(book, "openai", name)).toMatchObject(facts));

  it("keep a snapshot apart from a family with other prices", () => {
    expect(resolveModel(book, "openai", "gpt-4o-2024-08-06")).toBe("gpt-4o");
    expect(resolveModel(book, "openai", "gpt-4o-2024-05-13")).toBe("gpt-4o-2024-05-13");
    expect(resolveModel(book, "openai", "gpt-3.5-turbo-1106")).toBe("gpt-3.5-turbo-1106");
  });
});
