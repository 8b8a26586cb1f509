import {
  type ListDates,
  type ListedModel,
  listedModels,
  type PriceRules,
  priceFileOf,
} from "./from-litellm";
import type { PriceFile } from "./price-file";

const PREFIX = "groq/";

const RULES: PriceRules = {
  provider: "groq",
  derivation:
    "Derived: Groq sells batch at half the real-time price; the discounts of batch and of cached input do not add up, " +
    "so a cached token costs in batch what it costs in real time (Groq batch guide, 2026-10).",
  undiscounted: ["cached_input"],
};

/**
 * The last day on which accounts without a contract of their own are served (Groq's page of deprecations, as told in
 * notices to its users, 2026-07).
 */
const RETIRED_ON: Readonly<Record<string, string | undefined>> = {
  "gemma-7b-it": "2024-12-18",
  "llama-3.1-8b-instant": "2026-08-16",
  "llama-3.3-70b-versatile": "2026-08-16",
  "meta-llama/llama-4-maverick-17b-128e-instruct": "2026-03-09",
  "meta-llama/llama-4-scout-17b-16e-instruct": "2026-07-17",
  "qwen/qwen3-32b": "2026-07-17",
};

/** Groq's text models in LiteLLM's price list, as a price file. The list states no batch price for Groq. */
export function groqPriceFile(list: unknown, dates: ListDates): PriceFile {
  const models = listedModels(list, "groq").map(([listed, model]): [string, ListedModel] => {
    const name = listed.slice(PREFIX.length);
    const retired = RETIRED_ON[name];
    return [name, retired === undefined ? model : { ...model, deprecation_date: retired }];
  });
  return priceFileOf(new Map(models), RULES, dates);
}
