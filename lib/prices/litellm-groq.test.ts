import { describe, expect, it } from "vitest";
import groq from "./groq.json";
import { groqPriceFile } from "./litellm-groq";
import { priceFileSchema } from "./price-file";

const DATES = { copiedOn: "2026-08-01", readOn: "2026-11-23" };
const priced = {
  ...{ litellm_provider: "groq", mode: "chat", max_input_tokens: 9, max_output_tokens: 9 },
  ...{ input_cost_per_token: 1e-7, output_cost_per_token: 4e-7 },
};

describe("groqPriceFile", () => {
  it("takes Groq's own names, and skips what is not text of Groq with a price", () => {
    const list = {
      "groq/openai/gpt-oss-20b": priced,
      "groq/whisper-large-v3": { litellm_provider: "groq", mode: "audio_transcription" },
      "gpt-4o": { ...priced, litellm_provider: "openai" },
    };
    expect(groqPriceFile(list, DATES).models.map(({ model }) => model)).toEqual([
      "openai/gpt-oss-20b",
    ]);
  });

  it("halves input and output in batch, and not what is cached already", () => {
    const list = { "groq/m": { ...priced, cache_read_input_token_cost: 5e-8 } };
    expect(groqPriceFile(list, DATES).models[0]?.prices).toMatchObject([
      { channel: "realtime", usd: { input: "0.1", cached_input: "0.05", output: "0.4" } },
      {
        channel: "batch",
        usd: { input: "0.05", cached_input: "0.05", output: "0.2" },
        derived: ["input", "cached_input", "output"],
      },
    ]);
  });

  it("made a file that is as the schema says", () => {
    const { models } = priceFileSchema.parse(groq);
    const retired = models.filter(({ retiresOn }) => (retiresOn ?? "9") < DATES.readOn);
    expect(models).toHaveLength(11);
    expect(retired.map(({ model }) => model)).toContain("llama-3.3-70b-versatile");
  });
});
