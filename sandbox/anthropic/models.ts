import { type Model, type Models, openModels } from "../engine/model";

/** What requests must heed of a model. */
export interface ClaudeModel extends Model {
  /** Takes `temperature`, `top_p` and `top_k`, on the API version that has them. */
  sampling: boolean;
  /** A conversation may end with the beginning of the answer. */
  prefill: boolean;
  /** Thinks when it is not told whether to. */
  thinksUnasked: boolean;
}

type Traits = Omit<ClaudeModel, "snapshot" | "contextTokens" | "maxOutputTokens">;

const old: Traits = {
  ...{ reasoning: false, schemas: false, caching: true, cacheWrites: true, batch: true },
  ...{ sampling: true, prefill: true, thinksUnasked: false },
};
const thinking = { ...old, reasoning: true };
const held = { ...thinking, schemas: true };
const strict = { ...held, prefill: false };
const fixed = { ...strict, sampling: false };
const unasked = { ...fixed, thinksUnasked: true };

/**
 * Alias, snapshot, context, greatest output, traits. Names, limits and flags as LiteLLM's model table lists them (copy of
 * 2026-08-01); the models since then by SDK 1.12 (2026-11-20), with the limits of those before them.
 */
const TABLE: [string, string, number, number, Traits][] = [
  ["claude-3-haiku-20240307", "claude-3-haiku-20240307", 200_000, 4_096, old],
  ["claude-sonnet-4-0", "claude-sonnet-4-20250514", 200_000, 64_000, thinking],
  ["claude-sonnet-4-5", "claude-sonnet-4-5-20250929", 200_000, 64_000, held],
  ["claude-haiku-4-5", "claude-haiku-4-5-20251001", 200_000, 64_000, held],
  ["claude-opus-4-5", "claude-opus-4-5-20251101", 200_000, 64_000, held],
  ["claude-opus-4-6", "claude-opus-4-6", 1_000_000, 128_000, strict],
  ["claude-sonnet-4-6", "claude-sonnet-4-6", 1_000_000, 64_000, held],
  ["claude-opus-4-7", "claude-opus-4-7", 1_000_000, 128_000, fixed],
  ["claude-opus-4-8", "claude-opus-4-8", 1_000_000, 128_000, fixed],
  ["claude-opus-5", "claude-opus-5", 1_000_000, 128_000, unasked],
  ["claude-sonnet-5", "claude-sonnet-5", 1_000_000, 128_000, unasked],
  ["claude-fable-5-2", "claude-fable-5-2", 1_000_000, 128_000, unasked],
  ["claude-haiku-5-5", "claude-haiku-5-5", 200_000, 64_000, unasked],
  ["claude-sonnet-5-5", "claude-sonnet-5-5", 1_000_000, 128_000, unasked],
  ["claude-opus-5-5", "claude-opus-5-5", 1_000_000, 128_000, unasked],
];

const MODELS = TABLE.map(([alias, snapshot, contextTokens, maxOutputTokens, traits]) => {
  const model: ClaudeModel = { ...traits, snapshot, contextTokens, maxOutputTokens };
  return [alias, model] as const;
});

export const ANTHROPIC_MODELS: Models = openModels(
  MODELS.map(([alias, model]): [string, Model] => [alias, model]),
);

export function claudeModel(name: string): ClaudeModel | undefined {
  return MODELS.find(([alias, model]) => alias === name || model.snapshot === name)?.[1];
}

/** Dated names, newest models first, as the API lists them. */
export function claudeModelIds(): string[] {
  return MODELS.map(([, model]) => model.snapshot).reverse();
}
