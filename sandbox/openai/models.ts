import { type Model, openModels } from "../engine/model";

const chat: Omit<Model, "snapshot" | "contextTokens" | "maxOutputTokens"> = {
  reasoning: false,
  schemas: true,
  caching: true,
  cacheWrites: false,
  batch: true,
};
const old = { ...chat, schemas: false, caching: false };
const thinking = { ...chat, reasoning: true };
const flexible = { ...thinking, flex: true as const };
const metered = { ...flexible, cacheWrites: true };
const liveOnly = { ...chat, batch: false };

type Row = [
  alias: string,
  snapshot: string,
  contextTokens: number,
  maxOutputTokens: number,
  traits: typeof chat,
];

/**
 * Names, limits and flex prices as LiteLLM's model table lists them (copy of 2026-08-01). Where no dated snapshot is known
 * the alias stands for itself.
 */
const TABLE: Row[] = [
  ["gpt-3.5-turbo", "gpt-3.5-turbo-0125", 16_385, 4_096, old],
  ["gpt-4", "gpt-4-0613", 8_192, 8_192, old],
  ["gpt-4-turbo", "gpt-4-turbo-2024-04-09", 128_000, 4_096, old],
  ["gpt-4o", "gpt-4o-2024-08-06", 128_000, 16_384, chat],
  ["gpt-4o-2024-11-20", "gpt-4o-2024-11-20", 128_000, 16_384, chat],
  ["gpt-4o-2024-05-13", "gpt-4o-2024-05-13", 128_000, 4_096, old],
  ["gpt-4o-mini", "gpt-4o-mini-2024-07-18", 128_000, 16_384, chat],
  ["gpt-4.1", "gpt-4.1-2025-04-14", 1_047_576, 32_768, chat],
  ["gpt-4.1-mini", "gpt-4.1-mini-2025-04-14", 1_047_576, 32_768, chat],
  ["gpt-4.1-nano", "gpt-4.1-nano-2025-04-14", 1_047_576, 32_768, chat],
  ["gpt-5", "gpt-5-2025-08-07", 400_000, 128_000, flexible],
  ["gpt-5-mini", "gpt-5-mini-2025-08-07", 400_000, 128_000, flexible],
  ["gpt-5-nano", "gpt-5-nano-2025-08-07", 400_000, 128_000, flexible],
  ["gpt-5.1", "gpt-5.1-2025-11-13", 400_000, 128_000, thinking],
  ["gpt-5.2", "gpt-5.2-2025-12-11", 400_000, 128_000, thinking],
  ["gpt-5.4", "gpt-5.4-2026-03-05", 1_050_000, 128_000, flexible],
  ["gpt-5.4-mini", "gpt-5.4-mini-2026-03-17", 400_000, 128_000, flexible],
  ["gpt-5.4-nano", "gpt-5.4-nano-2026-03-17", 400_000, 128_000, flexible],
  ["gpt-5.5", "gpt-5.5-2026-04-23", 1_050_000, 128_000, flexible],
  ["gpt-5.6", "gpt-5.6", 1_050_000, 128_000, metered],
  ["gpt-5.6-sol", "gpt-5.6-sol", 1_050_000, 128_000, metered],
  ["gpt-5.6-terra", "gpt-5.6-terra", 1_050_000, 128_000, metered],
  ["gpt-5.6-luna", "gpt-5.6-luna", 1_050_000, 128_000, metered],
  ["gpt-5-chat-latest", "gpt-5-chat-latest", 128_000, 16_384, liveOnly],
  ["chatgpt-4o-latest", "chatgpt-4o-latest", 128_000, 4_096, { ...liveOnly, schemas: false }],
  ["o1", "o1-2024-12-17", 200_000, 100_000, thinking],
  ["o3", "o3-2025-04-16", 200_000, 100_000, flexible],
  ["o3-mini", "o3-mini-2025-01-31", 200_000, 100_000, thinking],
  ["o4-mini", "o4-mini-2025-04-16", 200_000, 100_000, flexible],
];

/** Those that the Responses API alone answers. */
const RESPONSES_TABLE: Row[] = [
  ["gpt-5-pro", "gpt-5-pro-2025-10-06", 400_000, 128_000, thinking],
  ["gpt-5.2-pro", "gpt-5.2-pro-2025-12-11", 272_000, 128_000, thinking],
  ["gpt-5.4-pro", "gpt-5.4-pro-2026-03-05", 1_050_000, 128_000, flexible],
  ["gpt-5.5-pro", "gpt-5.5-pro-2026-04-23", 1_050_000, 128_000, flexible],
  ["o1-pro", "o1-pro-2025-03-19", 200_000, 100_000, thinking],
  ["o3-pro", "o3-pro-2025-06-10", 200_000, 100_000, thinking],
];

export const OPENAI_MODELS = openModels(TABLE.map(toModel));
export const OPENAI_RESPONSES_MODELS = openModels([...TABLE, ...RESPONSES_TABLE].map(toModel));

function toModel([alias, snapshot, contextTokens, maxOutputTokens, traits]: Row): [string, Model] {
  return [alias, { ...traits, snapshot, contextTokens, maxOutputTokens }];
}
