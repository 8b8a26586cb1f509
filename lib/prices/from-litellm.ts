import { z } from "zod";
import { formatUsd } from "../core/money";
import type { Channel } from "../core/pricing";
import type { Meter } from "../core/usage";
import type { ModelPrices, PriceFile, PriceRow } from "./price-file";

const listedModelSchema = z.looseObject({
  litellm_provider: z.string(),
  mode: z.enum(["chat", "responses"]),
  max_input_tokens: z.int().positive(),
  max_output_tokens: z.int().positive(),
  input_cost_per_token: z.number().positive(),
  output_cost_per_token: z.number().positive(),
  supports_vision: z.boolean().optional(),
  supports_reasoning: z.boolean().optional(),
  supported_endpoints: z.array(z.string()).optional(),
  deprecation_date: z.iso.date().optional(),
});
/** Embeddings have no output; the list says that it costs nothing. */
const listedEmbeddingSchema = listedModelSchema.extend({
  mode: z.literal("embedding"),
  max_output_tokens: z.literal(0).default(0),
  output_cost_per_token: z.literal(0),
});

/** A model in the list that reads texts and whose tokens have a price. Prices are dollars per token. */
export type ListedModel = z.infer<typeof listedModelSchema> | z.infer<typeof listedEmbeddingSchema>;

/** What a provider's own pages say about prices that the list leaves out. */
export interface PriceRules {
  readonly provider: string;
  /** The rule by which batch and flex prices are derived, with its source. */
  readonly derivation: string;
  /** Meters that cost the same in batch; all others cost half. */
  readonly undiscounted: readonly Meter[];
}

/** The day of the copy is the first on which the prices are known to hold. Days are `YYYY-MM-DD`. */
export interface ListDates {
  readonly copiedOn: string;
  readonly readOn: string;
}

/** Billed by more than text tokens (audio, searches, tool calls), which the book cannot price. */
const NOT_TEXT_ALONE = /audio|search|deep-research/;

/** A cache write costs more than fresh input wherever it is charged; this one is a read price under a wrong key. */
const WRONG_KEYS = new Map([["ft:gpt-4o-2024-11-20", "cache_creation_input_token_cost"]]);

const METER_KEYS: readonly (readonly [Meter, string])[] = [
  ["input", "input_cost_per_token"],
  ["cached_input", "cache_read_input_token_cost"],
  ["cache_write_5m", "cache_creation_input_token_cost"],
  ["cache_write_1h", "cache_creation_input_token_cost_above_1hr"],
  ["output", "output_cost_per_token"],
];

const OPENAI_RULES: PriceRules = {
  provider: "openai",
  derivation:
    "Derived: OpenAI sells batch and flex at half the real-time price of the same token class and context tier " +
    "(OpenAI pricing page and batch guide).",
  undiscounted: [],
};

/** OpenAI's models of texts and of embeddings in LiteLLM's price list, as a price file. */
export function openAiPriceFile(list: unknown, dates: ListDates): PriceFile {
  const models = new Map<string, ListedModel>(listed(list, "openai", listedEmbeddingSchema));
  for (const [name, model] of listedModels(list, "openai")) {
    if (!NOT_TEXT_ALONE.test(name)) models.set(name, without(name, model));
  }
  return priceFileOf(models, OPENAI_RULES, dates);
}

/** The list's text models of one provider, by the list's names. */
export function listedModels(list: unknown, provider: string): [string, ListedModel][] {
  return listed(list, provider, listedModelSchema);
}

function listed(
  list: unknown,
  provider: string,
  schema: typeof listedModelSchema | typeof listedEmbeddingSchema,
): [string, ListedModel][] {
  return Object.entries(z.record(z.string(), z.unknown()).parse(list)).flatMap(([name, value]) => {
    const model = schema.safeParse(value);
    return model.success && model.data.litellm_provider === provider ? [[name, model.data]] : [];
  });
}

/** Models by the names that their provider knows. Dated snapshots with the prices of their family become aliases. */
export function priceFileOf(
  models: ReadonlyMap<string, ListedModel>,
  rules: PriceRules,
  { copiedOn, readOn }: ListDates,
): PriceFile {
  const families = new Map<string, string[]>();
  for (const name of [...models.keys()].sort()) {
    const family = familyOf(name, models);
    families.set(family, [...(families.get(family) ?? []), name]);
  }
  return {
    provider: rules.provider,
    source: `LiteLLM model_prices_and_context_window.json, copy of ${copiedOn}`,
    readOn,
    derivation: rules.derivation,
    models: [...families].map(([name, names]) => ({
      ...modelFacts(get(models, name), name, names),
      prices: priceRows(get(models, name), rules, copiedOn),
    })),
  };
}

function modelFacts(
  model: ListedModel,
  name: string,
  names: readonly string[],
): Omit<ModelPrices, "prices"> {
  const { mode, supported_endpoints: endpoints, deprecation_date: retiresOn } = model;
  const aliases = names.filter((other) => other !== name);
  return {
    model: name,
    ...(aliases.length > 0 && { aliases }),
    api: mode === "embedding" ? "embeddings" : mode,
    batch: endpoints === undefined || endpoints.includes("/v1/batch"),
    vision: model.supports_vision ?? false,
    reasoning: model.supports_reasoning ?? false,
    maxInputTokens: model.max_input_tokens,
    maxOutputTokens: model.max_output_tokens,
    ...(retiresOn !== undefined && { retiresOn }),
  };
}

function priceRows(model: ListedModel, rules: PriceRules, validFrom: string): PriceRow[] {
  const flex = model.input_cost_per_token_flex !== undefined;
  const channels: Channel[] = flex ? ["realtime", "batch", "flex"] : ["realtime", "batch"];
  return channels.flatMap((channel) =>
    [0, ...tiersOf(model)].map((above) => ({
      channel,
      ...(above > 0 && { aboveInputTokens: above }),
      ...pricesOf(model, rules, channel, above),
      validFrom,
    })),
  );
}

function pricesOf(
  model: ListedModel,
  { undiscounted }: PriceRules,
  channel: Channel,
  above: number,
): Pick<PriceRow, "usd" | "derived"> {
  const usd: PriceRow["usd"] = {};
  const derived: Meter[] = [];
  const tier = above > 0 ? `_above_${above / 1000}k_tokens` : "";
  const suffix = { realtime: "", batch: "_batches", flex: "_flex" }[channel];
  for (const [meter, key] of METER_KEYS) {
    const list = picoPerToken(model[`${key}${tier}`]);
    if (list === null) continue;
    const stated = picoPerToken(model[`${key}${tier}${suffix}`]);
    if (stated === null) derived.push(meter);
    const price = stated ?? (undiscounted.includes(meter) ? list : half(list));
    usd[meter] = formatUsd(price * 1_000_000n);
  }
  return { usd, ...(derived.length > 0 && { derived }) };
}

/** Input tokens above which dearer prices begin. */
export function tiersOf(model: ListedModel): number[] {
  const starts = Object.keys(model).flatMap((key) => {
    const thousands = /^input_cost_per_token_above_(\d+)k_tokens$/.exec(key)?.[1];
    return thousands === undefined ? [] : [Number(thousands) * 1000];
  });
  return starts.sort((a, b) => a - b);
}

/** The list holds floats: what is not a whole number of pico-dollars but for float noise is refused. */
export function picoPerToken(cost: unknown): bigint | null {
  if (typeof cost !== "number") return null;
  const pico = Math.round(cost * 1e12);
  if (Math.abs(cost * 1e12 - pico) > 1e-3) throw new RangeError(`${cost} is finer than 10^-12`);
  return BigInt(pico);
}

/** Half a price, exactly; throws a RangeError where that is finer than a pico-dollar. */
export function half(pico: bigint): bigint {
  if (pico % 2n !== 0n) throw new RangeError(`${pico} pico-dollars cannot be halved`);
  return pico / 2n;
}

/** `gpt-4o` for `gpt-4o-2024-08-06` when both have the same prices; flex prices may be left out of a snapshot. */
function familyOf(name: string, models: ReadonlyMap<string, ListedModel>): string {
  const base = name.replace(/-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4})$/, "");
  const family = models.get(base);
  return family && sameTerms(get(models, name), family) ? base : name;
}

function sameTerms(snapshot: ListedModel, family: ListedModel): boolean {
  const keys = new Set([...Object.keys(snapshot), ...Object.keys(family)]);
  return [...keys]
    .filter((key) => /^max_(in|out)put_tokens$|_token_cost|_cost_per_token/.test(key))
    .filter((key) => !key.includes("priority"))
    .every(
      (key) =>
        snapshot[key] === family[key] || (key.endsWith("_flex") && snapshot[key] === undefined),
    );
}

function without(name: string, model: ListedModel): ListedModel {
  const wrong = WRONG_KEYS.get(name);
  return wrong === undefined ? model : { ...model, [wrong]: undefined };
}

function get(models: ReadonlyMap<string, ListedModel>, name: string): ListedModel {
  const model = models.get(name);
  if (!model) throw new RangeError(`no model ${name}`);
  return model;
}
