import { readFileSync, writeFileSync } from "node:fs";
import { openAiPriceFile } from "../lib/prices/from-litellm";
import { priceFileSchema } from "../lib/prices/price-file";

/**
 * Makes lib/prices/openai.json from a copy of LiteLLM's model_prices_and_context_window.json:
 * tsx scripts/build-price-book.ts FILE COPIED-ON READ-ON (days as YYYY-MM-DD). Then let Biome format it.
 */
const [listPath, copiedOn, readOn] = process.argv.slice(2);
if (!listPath || !copiedOn || !readOn) {
  console.error("usage: tsx scripts/build-price-book.ts FILE COPIED-ON READ-ON");
  process.exit(2);
}
const list: unknown = JSON.parse(readFileSync(listPath, "utf8"));
const file = priceFileSchema.parse(openAiPriceFile(list, copiedOn, readOn));
writeFileSync(new URL("../lib/prices/openai.json", import.meta.url), `${JSON.stringify(file)}\n`);
console.log(`${file.models.length} models`);
