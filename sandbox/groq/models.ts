import { type Model, openModels } from "../engine/model";

const chat: Omit<Model, "snapshot" | "contextTokens" | "maxOutputTokens"> = {
  reasoning: false,
  schemas: false,
  caching: false,
  cacheWrites: false,
  batch: true,
};
const schemas = { ...chat, schemas: true };
const thinking = { ...chat, reasoning: true };

/**
 * Name, context, greatest output, traits, as LiteLLM's model table lists them (copy of 2026-08-01).
 * There are no dated names.
 */
const TABLE: [string, number, number, typeof chat][] = [
  ["llama-3.1-8b-instant", 128_000, 8_192, chat],
  ["llama-3.3-70b-versatile", 128_000, 32_768, chat],
  ["meta-llama/llama-4-maverick-17b-128e-instruct", 131_072, 8_192, schemas],
  ["meta-llama/llama-4-scout-17b-16e-instruct", 131_072, 8_192, schemas],
  ["moonshotai/kimi-k2-instruct-0905", 262_144, 16_384, schemas],
  ["openai/gpt-oss-120b", 131_072, 32_766, { ...thinking, schemas: true }],
  ["openai/gpt-oss-20b", 131_072, 32_768, { ...thinking, schemas: true }],
  ["qwen/qwen3-32b", 131_000, 131_000, thinking],
];

export const GROQ_MODELS = openModels(
  TABLE.map(([snapshot, contextTokens, maxOutputTokens, traits]) => [
    snapshot,
    { ...traits, snapshot, contextTokens, maxOutputTokens },
  ]),
);
