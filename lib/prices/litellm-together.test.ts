import { describe, expect, it } from "vitest";
import { findPrice, makePriceBook } from "../core/pricing";
import { togetherPriceFile } from "./litellm-together";
import { priceFileSchema, readPriceFile } from "./price-file";
import together from "./together.json";

const DATES = { copiedOn: "2026-08-01", readOn: "2026-11-23" };

describe("togetherPriceFile", () => {
  const listed = {
    ...{ litellm_provider: "together_ai", mode: "chat", max_input_tokens: 9 },
    ...{ input_cost_per_token: 1.5e-7, output_cost_per_token: 6e-7 },
  };

  it("takes batch to cost what real time costs, and says so", () => {
    const { models } = priceFileSchema.parse(
      togetherPriceFile({ "together_ai/openai/gpt-oss-120b": listed, other: {} }, DATES),
    );
    expect(models).toMatchObject([{ model: "openai/gpt-oss-120b", maxOutputTokens: 9 }]);
    const usd = { input: "0.15", output: "0.6" };
    expect(models[0]?.prices).toEqual([
      { channel: "realtime", usd, validFrom: "2026-08-01" },
      { channel: "batch", usd, derived: ["input", "output"], validFrom: "2026-08-01" },
    ]);
  });

  it("leaves out what has no price, a doubtful one, or no known context", () => {
    const { max_input_tokens: _, ...unlimited } = listed;
    const list = {
      "together_ai/Qwen/Qwen3-235B-A22B-Instruct-2507-tput": listed,
      "together_ai/a/free": { ...listed, input_cost_per_token: 0 },
      "together_ai/up-to-4b": unlimited,
      "together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo": unlimited,
    };
    const { models } = togetherPriceFile(list, DATES);
    expect(models.map(({ model, maxInputTokens }) => [model, maxInputTokens])).toEqual([
      ["meta-llama/Llama-3.3-70B-Instruct-Turbo", 131_072],
    ]);
  });
});

describe("together.json", () => {
  const { models, entries } = readPriceFile(priceFileSchema.parse(together));
  const book = makePriceBook(models, entries);
  const price = (model: string, channel: "batch" | "realtime") =>
    findPrice(book, {
      ...{ provider: "together", meter: "output", inputTokens: 0 },
      ...{ model, channel, atMs: Date.parse("2026-11-23") },
    });

  it("never sells batch cheaper than real time, and marks every batch price as derived", () => {
    for (const { model } of models) {
      const batch = price(model, "batch");
      expect(batch).toMatchObject({ derived: true });
      expect(batch?.picoPerToken).toBe(price(model, "realtime")?.picoPerToken);
    }
  });

  it("prices the models that the sandbox runs", () => {
    expect(price("openai/gpt-oss-120b", "batch")?.picoPerToken).toBe(600_000n);
    expect(price("deepseek-ai/DeepSeek-V3.1", "batch")?.picoPerToken).toBe(1_700_000n);
  });
});
