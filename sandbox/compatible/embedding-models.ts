import { type EmbeddingsDialect, embeddingTables } from "../embeddings/dialect";
import { COMPATIBLE_CHAT } from "./chat-dialect";

/** What its owner serves besides; sizes as the models' own cards give them. */
export const COMPATIBLE_EMBEDDINGS: EmbeddingsDialect = {
  ...embeddingTables([
    {
      ...{ alias: "BAAI/bge-m3", snapshot: "BAAI/bge-m3" },
      ...{ contextTokens: 8192, dimensions: 1024, shortens: false },
    },
    {
      ...{ alias: "Qwen/Qwen3-Embedding-0.6B", snapshot: "Qwen/Qwen3-Embedding-0.6B" },
      ...{ contextTokens: 32_768, dimensions: 1024, shortens: true },
    },
  ]),
  unknownModel: COMPATIBLE_CHAT.unknownModel,
};
