import { type Model, openModels } from "../engine/model";

const chat: Omit<Model, "snapshot" | "contextTokens" | "maxOutputTokens"> = {
  reasoning: false,
  schemas: true,
  caching: false,
  cacheWrites: false,
  batch: true,
};
const plain = { ...chat, schemas: false };
const thinking = { ...chat, reasoning: true };

/**
 * Name, greatest context and output, traits, as LiteLLM's model table lists them (copy of 2026-08-01). Some models are
 * not for batches (Together batch guide); which ones is not published, one stands for them here.
 */
const TABLE: [string, number, typeof chat][] = [
  ["Qwen/Qwen3-Next-80B-A3B-Instruct", 262_144, chat],
  ["deepseek-ai/DeepSeek-V3", 65_536, chat],
  ["deepseek-ai/DeepSeek-V3.1", 128_000, { ...plain, reasoning: true }],
  ["meta-llama/Llama-3.3-70B-Instruct-Turbo", 131_072, chat],
  ["meta-llama/Llama-3.3-70B-Instruct-Turbo-Free", 131_072, { ...chat, batch: false }],
  ["meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8", 1_048_576, chat],
  ["meta-llama/Llama-4-Scout-17B-16E-Instruct", 1_048_576, chat],
  ["moonshotai/Kimi-K2.5", 256_000, { ...plain, reasoning: true }],
  ["openai/gpt-oss-120b", 131_072, thinking],
  ["openai/gpt-oss-20b", 128_000, thinking],
];

export const TOGETHER_MODELS = openModels(
  TABLE.map(([name, tokens, traits]) => [
    name,
    { ...traits, snapshot: name, contextTokens: tokens, maxOutputTokens: tokens },
  ]),
);
