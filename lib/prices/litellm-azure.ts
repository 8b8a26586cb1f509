import {
  type ListDates,
  type ListedModel,
  listedModels,
  type PriceRules,
  priceFileOf,
} from "./from-litellm";
import type { ModelPrices, PriceFile } from "./price-file";

const RULES: PriceRules = {
  provider: "azure",
  derivation:
    "Derived: Azure sells global batch at half the price of global standard (Azure's how-to for batch, 2026-03); it states " +
    "no discount in batch for reading or writing the cache, so those keep their real-time price.",
  undiscounted: ["cached_input", "cache_write_5m"],
};

/** Names that answers give; `global-standard` and `global` say which deployment a price is for. */
const LISTED = /^azure\/(global-standard\/|global\/)?((?:gpt-|o\d|codex).*)$/;

/** Billed by more than text tokens (audio, images, searches), which the book cannot price. */
const NOT_TEXT_ALONE = /audio|realtime|image|search|deep-research|transcribe/;

/** Where the list has the price of one region under the plain name, and the global price under this other one. */
const GLOBAL_PRICE_OF: readonly (readonly [string, string])[] = [
  ["gpt-4o-mini-2024-07-18", "gpt-4o-mini"],
  ["o1-mini", "o1-mini-2024-09-12"],
];

/**
 * Azure's text models in LiteLLM's price list, as a price file, at the prices of global deployments. A data zone or a
 * region costs more by its own list; the answers do not tell it apart.
 */
export function azurePriceFile(list: unknown, dates: ListDates): PriceFile {
  const models = new Map<string, ListedModel>();
  for (const [listed, model] of listedModels(list, "azure")) {
    const [, global, name] = LISTED.exec(listed) ?? [];
    if (name === undefined || NOT_TEXT_ALONE.test(name)) continue;
    const other = models.get(name);
    // A field that the one lacks is taken from the other: the cached price of gpt-4o-mini stands under the plain name.
    models.set(name, global === undefined ? { ...model, ...other } : { ...other, ...model });
  }
  for (const [name, global] of GLOBAL_PRICE_OF) {
    const model = models.get(global);
    if (model !== undefined && models.has(name)) models.set(name, model);
  }
  const file = priceFileOf(models, RULES, dates);
  return { ...file, models: file.models.map(withoutUnsoldBatch) };
}

/** A model whose listed endpoints leave out batch is not sold in it, so nothing can be derived. */
function withoutUnsoldBatch(model: ModelPrices): ModelPrices {
  const sold = model.prices.filter(({ channel }) => model.batch || channel !== "batch");
  return { ...model, prices: sold };
}
