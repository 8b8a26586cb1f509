import { type Model, openModels } from "../engine/model";

const chat: Omit<Model, "snapshot" | "contextTokens" | "maxOutputTokens"> = {
  reasoning: false,
  schemas: true,
  caching: true,
  cacheWrites: false,
  batch: true,
};
const thinking = { ...chat, reasoning: true };

/** Name, greatest context and output, traits, as LiteLLM's model table lists them (copy of 2026-08-01). */
const TABLE: [string, number, typeof chat][] = [
  ["codestral-2508", 256_000, chat],
  ["devstral-2512", 256_000, chat],
  ["magistral-medium-latest", 40_000, thinking],
  ["magistral-small-latest", 40_000, thinking],
  ["ministral-3-14b-2512", 262_144, chat],
  ["ministral-8b-latest", 262_144, chat],
  ["mistral-large-2411", 128_000, chat],
  ["mistral-large-2512", 262_144, chat],
  ["mistral-large-latest", 262_144, chat],
  ["mistral-medium-2508", 131_072, chat],
  ["mistral-medium-latest", 262_144, chat],
  ["mistral-small-latest", 131_072, chat],
  ["open-codestral-mamba", 256_000, { ...chat, schemas: false }],
  ["open-mistral-nemo", 128_000, chat],
  ["pixtral-large-latest", 128_000, chat],
];

/** Answers carry the name that was asked for, so each name is a model of its own. */
export const MISTRAL_MODELS = openModels(
  TABLE.map(([name, tokens, traits]) => [
    name,
    { ...traits, snapshot: name, contextTokens: tokens, maxOutputTokens: tokens },
  ]),
);

/** Models that take no images (vision flags of the same table). */
export const BLIND: ReadonlySet<string> = new Set([
  "codestral-2508",
  "devstral-2512",
  "magistral-medium-latest",
  "magistral-small-latest",
  "mistral-large-2411",
  "open-codestral-mamba",
  "open-mistral-nemo",
]);

/** Models that are told how hard to think (Mistral guide to adjustable reasoning, read 2026-11-23). */
export const ADJUSTABLE: ReadonlySet<string> = new Set(["mistral-small-latest"]);
