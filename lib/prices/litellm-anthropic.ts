import {
  type ListDates,
  type ListedModel,
  listedModels,
  type PriceRules,
  priceFileOf,
} from "./from-litellm";
import type { PriceFile } from "./price-file";

const RULES: PriceRules = {
  provider: "anthropic",
  derivation:
    "Derived: Anthropic sells batch at half the real-time price of every kind of token, cache reads and writes included " +
    "(Anthropic batch guide and pricing page, read 2026-11-23).",
  undiscounted: [],
};

/** Names that the list has made up and the API does not know. */
const NOT_NAMES: ReadonlySet<string> = new Set([
  "claude-4-opus-20250514",
  "claude-4-sonnet-20250514",
]);

/** What the list does not know yet (SDK 1.12, its table of deprecated models, 2026-11-20). */
const RETIRES_ON: ReadonlyMap<string, string> = new Map([["claude-sonnet-4-5", "2026-11-30"]]);

const WRITE_1H = "cache_creation_input_token_cost_above_1hr";

/** Anthropic's models in LiteLLM's price list, as a price file. The list states no batch price for any of them. */
export function anthropicPriceFile(list: unknown, dates: ListDates): PriceFile {
  const listed = listedModels(list, "anthropic").filter(([name]) => !NOT_NAMES.has(name));
  const retired = new Map(
    listed.map(([name, model]) => [familyName(name), model.deprecation_date]),
  );
  const models = listed.map(([name, model]): [string, ListedModel] => {
    // A name without a date goes with its dated model, and retires with it.
    const retiresOn =
      model.deprecation_date ?? retired.get(name) ?? RETIRES_ON.get(familyName(name));
    const sure = withSureWrites(model);
    return [name, retiresOn === undefined ? sure : { ...sure, deprecation_date: retiresOn }];
  });
  return priceFileOf(new Map(models), RULES, dates);
}

function familyName(name: string): string {
  return name.replace(/-\d{8}$/, "");
}

/**
 * A cache write for an hour costs twice the input, in every context tier (Anthropic guide to prompt caching). Where the
 * list says otherwise, it has the figure of another model; where it leaves a tier out, the price is not known.
 */
function withSureWrites(model: ListedModel): ListedModel {
  const tiers = Object.keys(model).flatMap(
    (key) => /^input_cost_per_token(.*)$/.exec(key)?.[1] ?? [],
  );
  const sure = tiers.every((tier) => {
    const [input, write] = [model[`input_cost_per_token${tier}`], model[`${WRITE_1H}${tier}`]];
    return typeof input === "number" && typeof write === "number" && isTwice(write, input);
  });
  return sure
    ? model
    : { ...model, [WRITE_1H]: undefined, [`${WRITE_1H}_above_200k_tokens`]: undefined };
}

/** But for float noise. */
function isTwice(write: number, input: number): boolean {
  return Math.abs(write - 2 * input) < 1e-13;
}
