import { refusal } from "../chat-completions/errors";
import { type EmbeddingsDialect, embeddingTables } from "../embeddings/dialect";
import { OPENAI_RESPONSES_MODELS } from "./models";

/** 8,192 tokens an input for all (openai 6.49, EmbeddingCreateParams); sizes as LiteLLM lists them (copy of 2026-08-01). */
const shared = { contextTokens: 8192, shortens: true };

/** Embeddings as OpenAI makes them. */
export const OPENAI_EMBEDDINGS: EmbeddingsDialect = {
  ...embeddingTables([
    {
      ...shared,
      alias: "text-embedding-3-small",
      snapshot: "text-embedding-3-small",
      dimensions: 1536,
    },
    {
      ...shared,
      alias: "text-embedding-3-large",
      snapshot: "text-embedding-3-large",
      dimensions: 3072,
    },
    {
      ...{ alias: "text-embedding-ada-002", snapshot: "text-embedding-ada-002-v2" },
      ...{ contextTokens: 8192, dimensions: 1536, shortens: false },
    },
  ]),
  unknownModel(name) {
    if (OPENAI_RESPONSES_MODELS.find(name) !== undefined) {
      return refusal(403, "You are not allowed to generate embeddings from this model");
    }
    const words = `The model \`${name.slice(0, 100)}\` does not exist or you do not have access to it.`;
    return refusal(404, words, null, "model_not_found");
  },
};
