import { READS_ONLY } from "../embeddings/dialect";
import { openModels } from "../engine/model";

/** Names and limit as LiteLLM's model table lists them (copy of 2026-08-01). Answers carry the name that was asked for. */
const NAMES = ["omni-moderation-latest", "omni-moderation-2024-09-26"];

export const OPENAI_MODERATION_MODELS = openModels(
  NAMES.map((snapshot) => [snapshot, { ...READS_ONLY, snapshot, contextTokens: 32_768 }]),
);
