import {
  type ListDates,
  type ListedModel,
  listedModels,
  type PriceRules,
  priceFileOf,
} from "./from-litellm";
import type { PriceFile } from "./price-file";

const RULES: PriceRules = {
  provider: "bedrock",
  derivation:
    "Derived: Amazon Bedrock sells batch inference at half the on-demand price of the same model and region, for selected " +
    "models (Amazon Bedrock pricing page, 2026-11).",
  undiscounted: [],
};

/** Claude, Nova and Llama by their ids on Bedrock; before one, the region of an inference profile. */
const NAME =
  /^((us|us-gov|eu|apac|au|jp|global)\.)?(anthropic\.claude-(?!instant|v\d)|amazon\.nova-|meta\.llama[34])[\w.:-]+$/;

/** Not sold for batch inference when this was last seen (AWS user guide, models for batch inference, 2025). */
const NOT_IN_BATCH = /meta\.llama3-(8b|70b)-|anthropic\.claude-opus-4-(1-)?2025/;

/** No such id, and the price of another model: slips of the list, so no price at all. */
const DOUBTFUL: ReadonlySet<string> = new Set([
  "anthropic.claude-3-7-sonnet-20240620-v1:0",
  "eu.anthropic.claude-3-5-haiku-20241022-v1:0",
]);

/** Prompt caching is not supported in batch inference (AWS user guide), so what it would cost is nobody's price. */
const CACHE = /^cache_/;

/** Bedrock's text models in LiteLLM's price list, as a price file. Profiles at the price of their model become aliases. */
export function bedrockPriceFile(list: unknown, dates: ListDates): PriceFile {
  const found = new Map(
    ["bedrock", "bedrock_converse"]
      .flatMap((provider) => listedModels(list, provider))
      .filter(([name]) => NAME.test(name) && !DOUBTFUL.has(name))
      .map(([name, model]) => [name, sold(name, model)] as const),
  );
  const aliases = new Map<string, string[]>();
  for (const [name, model] of found) {
    const base = baseOf(name);
    const own = found.get(base);
    if (base === name || own === undefined || terms(own) !== terms(model)) continue;
    aliases.set(base, [...(aliases.get(base) ?? []), name].sort());
  }
  const profiles = new Set([...aliases.values()].flat());
  const models = new Map([...found].filter(([name]) => !profiles.has(name)));
  const file = priceFileOf(models, RULES, dates);
  return {
    ...file,
    models: file.models.map(({ model, ...rest }) => {
      const also = aliases.get(model);
      return { model, ...(also && { aliases: also }), ...rest };
    }),
  };
}

const baseOf = (name: string) => name.replace(/^[a-z-]+\.(?=(anthropic|amazon|meta)\.)/, "");

function sold(name: string, listed: ListedModel): ListedModel {
  const model = Object.fromEntries(
    Object.entries(listed).map(([key, value]) => [key, CACHE.test(key) ? undefined : value]),
  ) as ListedModel;
  return NOT_IN_BATCH.test(name)
    ? { ...model, supported_endpoints: ["/v1/chat/completions"] }
    : model;
}

function terms(model: ListedModel): string {
  const keys = Object.keys(model).filter((key) => /_cost_per_token/.test(key));
  return JSON.stringify(keys.sort().map((key) => [key, model[key]]));
}
