import { describe, expect, it } from "vitest";
import { findPrice, makePriceBook } from "../core/pricing";
import { mistralPriceFile } from "./litellm-mistral";
import mistral from "./mistral.json";
import { priceFileSchema, readPriceFile } from "./price-file";

const DATES = { copiedOn: "2026-08-01", readOn: "2026-11-23" };

describe("mistralPriceFile", () => {
  const listed = {
    ...{ litellm_provider: "mistral", mode: "chat", max_input_tokens: 9, max_output_tokens: 9 },
    ...{ input_cost_per_token: 6e-8, output_cost_per_token: 1.8e-7 },
  };

  it("derives batch at half, and leaves out what is no text model or has outdated terms", () => {
    const list = {
      "mistral/mistral-small-2506": listed,
      "mistral/mistral-small": listed,
      "mistral/mistral-embed": { ...listed, mode: "embedding" },
      "azure_ai/mistral-small-2506": { ...listed, litellm_provider: "azure_ai" },
    };
    const { models } = priceFileSchema.parse(mistralPriceFile(list, DATES));
    expect(models.map(({ model }) => model)).toEqual(["mistral-small-2506"]);
    expect(models[0]?.prices).toEqual([
      {
        channel: "realtime",
        usd: { input: "0.06", output: "0.18" },
        validFrom: "2026-08-01",
      },
      {
        channel: "batch",
        usd: { input: "0.03", output: "0.09" },
        derived: ["input", "output"],
        validFrom: "2026-08-01",
      },
    ]);
  });
});

describe("mistral.json", () => {
  const { models, entries } = readPriceFile(priceFileSchema.parse(mistral));
  const book = makePriceBook(models, entries);
  const price = (model: string, meter: "input" | "cached_input") =>
    findPrice(book, {
      ...{ provider: "mistral", channel: "batch", inputTokens: 0 },
      ...{ model, meter, atMs: Date.parse("2026-11-23") },
    });

  it("prices the models of the contract, and no cached input", () => {
    expect(price("mistral-small-latest", "input")?.picoPerToken).toBe(30_000n);
    expect(price("mistral-large-2512", "input")?.picoPerToken).toBe(250_000n);
    expect(price("mistral-small-latest", "cached_input")).toBeNull();
  });

  it("does not price what moved on", () => {
    expect(price("codestral-latest", "input")).toBeNull();
    expect(price("codestral-2508", "input")).not.toBeNull();
  });
});
