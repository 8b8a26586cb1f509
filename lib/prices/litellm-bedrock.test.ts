import { describe, expect, it } from "vitest";
import bedrock from "./bedrock.json";
import { bedrockPriceFile } from "./litellm-bedrock";
import { priceFileSchema } from "./price-file";

const DATES = { copiedOn: "2026-08-01", readOn: "2026-11-23" };
const priced = {
  ...{ litellm_provider: "bedrock_converse", mode: "chat" },
  ...{ max_input_tokens: 9, max_output_tokens: 9 },
  ...{ input_cost_per_token: 1e-7, output_cost_per_token: 4e-7 },
};

describe("bedrockPriceFile", () => {
  it("takes Claude, Nova and Llama, and profiles at the same price as other names", () => {
    const dearer = { ...priced, input_cost_per_token: 2e-7 };
    const list = {
      "amazon.nova-lite-v1:0": priced,
      "us.amazon.nova-lite-v1:0": { ...priced, litellm_provider: "bedrock" },
      "eu.amazon.nova-lite-v1:0": dearer,
      "amazon.nova-canvas-v1:0": { ...priced, mode: "image_generation" },
      "anthropic.claude-v2:1": priced,
      "anthropic.claude-haiku-4-5@20251001": priced,
      "us-east-1/anthropic.claude-sonnet-4-6": priced,
      "ai21.jamba-1-5-large-v1:0": priced,
    };
    const { models } = bedrockPriceFile(list, DATES);
    expect(models.map(({ model, aliases }) => [model, aliases])).toEqual([
      ["amazon.nova-lite-v1:0", ["us.amazon.nova-lite-v1:0"]],
      ["eu.amazon.nova-lite-v1:0", undefined],
    ]);
  });

  it("takes a batch price that is stated, else halves; nothing is cached in batch", () => {
    const list = {
      "meta.llama4-scout-17b-instruct-v1:0": {
        ...priced,
        ...{ input_cost_per_token_batches: 4e-8, cache_read_input_token_cost: 1e-8 },
      },
    };
    expect(bedrockPriceFile(list, DATES).models[0]?.prices).toMatchObject([
      { channel: "realtime", usd: { input: "0.1", output: "0.4" } },
      { channel: "batch", usd: { input: "0.04", output: "0.2" }, derived: ["output"] },
    ]);
  });

  it("made a file that is as the schema says", () => {
    const { models } = priceFileSchema.parse(bedrock);
    const names = models.flatMap(({ model, aliases = [] }) => [model, ...aliases]);
    expect(names).toContain("us.anthropic.claude-haiku-4-5-20251001-v1:0");
    expect(names).toContain("us.amazon.nova-micro-v1:0");
    expect(new Set(names).size).toBe(names.length);
    expect(models.every(({ prices }) => prices.every(({ usd }) => !("cached_input" in usd)))).toBe(
      true,
    );
    const unsold = models.filter(({ batch }) => !batch).map(({ model }) => model);
    expect(unsold).toContain("meta.llama3-70b-instruct-v1:0");
  });
});
