import { describe, expect, it } from "vitest";
import { openAiPriceFile } from "./from-litellm";
import openai from "./openai.json";
import { priceFileSchema, readPriceFile } from "./price-file";

const row = { channel: "batch", usd: { input: "0.1", output: "0.2" }, validFrom: "2026-01-01" };
const facts = { api: "chat", batch: true, vision: false, reasoning: false };
const model = { model: "m", ...facts, maxInputTokens: 1, maxOutputTokens: 1 };
const file = (...prices: object[]) => ({
  ...{ provider: "p", source: "list", readOn: "2026-11-23", derivation: "Derived: half." },
  models: [{ ...model, prices }],
});

describe("priceFileSchema", () => {
  it("takes days, both included, and exact prices", () => {
    const parsed = priceFileSchema.parse(
      file({ ...row, validTo: "2026-01-31", derived: ["output"] }),
    );
    const [input, output] = readPriceFile(parsed).entries;
    expect(input).toMatchObject({
      ...{ picoPerToken: 100_000n, derived: false, source: "list", tierMinTokens: 0 },
      validFrom: Date.parse("2026-01-01T00:00:00Z"),
      validTo: Date.parse("2026-02-01T00:00:00Z"),
    });
    expect(output).toMatchObject({ derived: true, source: "Derived: half. From: list" });
  });

  it.each([
    ["a float", file({ ...row, usd: { input: 0.1 } })],
    ["a price finer than a pico-dollar per token", file({ ...row, usd: { input: "0.0000001" } })],
    ["a negative price", file({ ...row, usd: { input: "-1" } })],
    ["an unknown meter", file({ ...row, usd: { images: "1" } })],
    ["an unknown channel", file({ ...row, channel: "priority" })],
    ["no such day", file({ ...row, validFrom: "2026-02-30" })],
    ["no prices", file()],
    [
      "a tier without one of its meters",
      file(row, { ...row, aboveInputTokens: 5, usd: { input: "1" } }),
    ],
    [
      "a channel without a tier that another has",
      file(row, { ...row, channel: "realtime" }, { ...row, aboveInputTokens: 5 }),
    ],
  ])("refuses %s", (_, bad) => expect(priceFileSchema.safeParse(bad).success).toBe(false));

  it("takes tiers that are complete", () => {
    expect(priceFileSchema.safeParse(file(row, { ...row, aboveInputTokens: 5 })).success).toBe(
      true,
    );
  });
});

describe("openAiPriceFile", () => {
  const priced = {
    ...{ litellm_provider: "openai", mode: "chat", max_input_tokens: 9, max_output_tokens: 9 },
    ...{ input_cost_per_token: 1.5e-7, output_cost_per_token: 0.1 + 0.2 - 0.2999994 },
  };
  const build = (list: Record<string, unknown>) =>
    openAiPriceFile(list, { copiedOn: "2026-08-01", readOn: "2026-11-23" }).models;

  it("reads what float noise hides, and refuses what is finer than a pico-dollar", () => {
    expect(build({ m: priced })[0]?.prices[0]?.usd).toEqual({ input: "0.15", output: "0.6" });
    expect(() => build({ m: { ...priced, input_cost_per_token: 1.5e-12 } })).toThrow(RangeError);
  });

  it("skips what is not a text model of OpenAI with a price", () => {
    const list = {
      sample_spec: { ...priced, litellm_provider: "one of them" },
      fallback_generalizations: { rules: [] },
      "azure/m": { ...priced, litellm_provider: "azure" },
      "m-audio-preview": priced,
      "openai/container": { litellm_provider: "openai", mode: "chat" },
      "text-embedding": { ...priced, mode: "embedding" },
      moderation: { ...priced, mode: "moderation" },
      m: priced,
    };
    expect(build(list).map((entry) => entry.model)).toEqual(["m"]);
  });

  it("takes embeddings, whose output costs nothing", () => {
    const { max_output_tokens: _, ...listed } = priced;
    const embedding = { ...listed, mode: "embedding", output_cost_per_token: 0 };
    expect(build({ e: { ...embedding, input_cost_per_token_batches: 7e-8 } })).toMatchObject([
      {
        ...{ model: "e", api: "embeddings", batch: true, maxOutputTokens: 0 },
        prices: [
          { channel: "realtime", usd: { input: "0.15", output: "0" } },
          { channel: "batch", usd: { input: "0.07", output: "0" }, derived: ["output"] },
        ],
      },
    ]);
  });

  it("makes a snapshot an alias only where it costs the same", () => {
    const list = {
      m: priced,
      "m-2026-01-01": priced,
      "m-2026-02-02": { ...priced, output_cost_per_token: 9e-7 },
    };
    const models = build(list).map((entry) => [entry.model, entry.aliases]);
    expect(models).toEqual([
      ["m", ["m-2026-01-01"]],
      ["m-2026-02-02", undefined],
    ]);
  });

  it("made a file that is as the schema says, with every figure a string", () => {
    const parsed = priceFileSchema.parse(openai);
    expect(parsed).toEqual(openai);
    expect(parsed.models.length).toBe(66);
  });
});
