import { z } from "zod";
import { formatUsd } from "../core/money";
import type { Channel } from "../core/pricing";
import type { Meter } from "../core/usage";
import { half, type ListDates, picoPerToken, tiersOf } from "./from-litellm";
import type { ModelPrices, PriceFile, PriceRow } from "./price-file";

const modelSchema = z.looseObject({
  litellm_provider: z.literal("gemini"),
  mode: z.literal("chat"),
  max_input_tokens: z.int().positive(),
  max_output_tokens: z.int().positive(),
  input_cost_per_token: z.number().positive(),
  output_cost_per_token: z.number().positive(),
  supports_vision: z.boolean().optional(),
  supports_reasoning: z.boolean().optional(),
  supported_endpoints: z.array(z.string()).optional(),
  deprecation_date: z.iso.date().optional(),
});
type Model = z.infer<typeof modelSchema>;

/** Names with a version of their own: `gemini-flash-latest` is another model every few months, and the list lags. */
const NAME = /^gemini\/(gemini-\d[\w.-]*)$/;

/** Billed by more than text tokens, or not sold for requests of text. */
const NOT_TEXT_ALONE = /audio|live|image|tts|robotics|computer-use|embedding/;

/** All of Gemini 2.5 is sold in batch (Gemini batch guide), though the list names no such endpoint for gemini-2.5-pro. */
const SOLD_IN_BATCH = /^gemini-2\.5-/;

/** Other names of a model at the same prices. */
const VARIANT = /-(\d{3}|customtools)$/;

const METER_KEYS: readonly (readonly [Meter, string])[] = [
  ["input", "input_cost_per_token"],
  ["cached_input", "cache_read_input_token_cost"],
  ["output", "output_cost_per_token"],
];

const DERIVATION =
  "Derived: Google sells input and output in batch at half the real-time price of the same context tier, and cached input " +
  "at the real-time price of cached input (Gemini API pricing page and batch guide).";

/**
 * Google's Gemini text models in LiteLLM's price list, as a price file. `copiedOn` is the day of the copy, the first on
 * which the prices are known to hold.
 */
export function geminiPriceFile(list: unknown, { copiedOn, readOn }: ListDates): PriceFile {
  const found = new Map<string, Model>();
  for (const [key, value] of Object.entries(z.record(z.string(), z.unknown()).parse(list))) {
    const name = NAME.exec(key)?.[1];
    const model = modelSchema.safeParse(value);
    if (name && model.success && !NOT_TEXT_ALONE.test(name)) found.set(name, model.data);
  }
  const aliases = new Map<string, string[]>();
  for (const [name, model] of found) {
    const base = name.replace(VARIANT, "");
    if (base === name || !sameTerms(model, found.get(base))) continue;
    aliases.set(base, [...(aliases.get(base) ?? []), name]);
  }
  const variants = new Set([...aliases.values()].flat());
  const models = [...found].filter(([name]) => !variants.has(name)).sort(byName);
  return {
    provider: "gemini",
    source: `LiteLLM model_prices_and_context_window.json, copy of ${copiedOn}`,
    readOn,
    derivation: DERIVATION,
    models: models.map(([name, model]) =>
      modelPrices(name, aliases.get(name) ?? [], model, copiedOn),
    ),
  };
}

function modelPrices(name: string, aliases: string[], model: Model, from: string): ModelPrices {
  const { supported_endpoints: endpoints, deprecation_date: retiresOn } = model;
  return {
    model: name,
    ...(aliases.length > 0 && { aliases: aliases.sort() }),
    api: "chat",
    batch: endpoints === undefined || endpoints.includes("/v1/batch") || SOLD_IN_BATCH.test(name),
    vision: model.supports_vision ?? false,
    reasoning: model.supports_reasoning ?? false,
    maxInputTokens: model.max_input_tokens,
    maxOutputTokens: model.max_output_tokens,
    ...(retiresOn !== undefined && { retiresOn }),
    prices: channelsOf(model).flatMap((channel) =>
      [0, ...tiersOf(model)].map((above) => priceRow(model, channel, above, from)),
    ),
  };
}

function channelsOf(model: Model): Channel[] {
  const flex = model.input_cost_per_token_flex !== undefined;
  return flex ? ["realtime", "batch", "flex"] : ["realtime", "batch"];
}

function priceRow(model: Model, channel: Channel, above: number, validFrom: string): PriceRow {
  const usd: PriceRow["usd"] = {};
  const derived: Meter[] = [];
  const tier = above > 0 ? `_above_${above / 1000}k_tokens` : "";
  const suffix = { realtime: "", batch: "_batches", flex: "_flex" }[channel];
  for (const [meter, key] of METER_KEYS) {
    const list = picoPerToken(model[`${key}${tier}`]);
    if (list === null || list === 0n) continue;
    const stated = picoPerToken(model[`${key}${tier}${suffix}`]);
    if (stated === null) derived.push(meter);
    usd[meter] = formatUsd((stated ?? ruled(meter, list)) * 1_000_000n);
  }
  return {
    channel,
    ...(above > 0 && { aboveInputTokens: above }),
    usd,
    ...(derived.length > 0 && { derived }),
    validFrom,
  };
}

function ruled(meter: Meter, list: bigint): bigint {
  return meter === "cached_input" ? list : half(list);
}

function sameTerms(variant: Model, base: Model | undefined): boolean {
  if (base === undefined) return false;
  const keys = new Set([...Object.keys(variant), ...Object.keys(base)]);
  return [...keys]
    .filter((key) => /^max_(in|out)put_tokens$|_token_cost|_cost_per_token/.test(key))
    .every((key) => variant[key] === base[key]);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
