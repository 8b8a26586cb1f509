import { type ListDates, listedModels, type PriceRules, priceFileOf } from "./from-litellm";
import type { PriceFile } from "./price-file";

const PREFIX = "mistral/";

const RULES: PriceRules = {
  provider: "mistral",
  derivation:
    "Derived: Mistral sells batch at half the real-time price of the same model (Mistral pricing page and batch guide, " +
    "read 2026-11-23).",
  undiscounted: [],
};

/**
 * Names without a date move on to newer models. The list still has four of them with the terms of 2023 and 2024, so
 * what they cost is not known.
 */
const OUTDATED: ReadonlySet<string> = new Set([
  "codestral-latest",
  "mistral-medium",
  "mistral-small",
  "mistral-tiny",
]);

/**
 * Mistral's text models in LiteLLM's price list, as a price file. The list states no batch price and no price for cached
 * input, which therefore stays unpriced.
 */
export function mistralPriceFile(list: unknown, dates: ListDates): PriceFile {
  const models = listedModels(list, "mistral")
    .map(([listed, model]) => [listed.slice(PREFIX.length), model] as const)
    .filter(([name]) => !OUTDATED.has(name));
  return priceFileOf(new Map(models), RULES, dates);
}
