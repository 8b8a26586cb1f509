import { readFileSync, writeFileSync } from "node:fs";
import { openAiPriceFile } from "../lib/prices/from-litellm";
import { anthropicPriceFile } from "../lib/prices/litellm-anthropic";
import { azurePriceFile } from "../lib/prices/litellm-azure";
import { bedrockPriceFile } from "../lib/prices/litellm-bedrock";
import { geminiPriceFile } from "../lib/prices/litellm-gemini";
import { groqPriceFile } from "../lib/prices/litellm-groq";
import { mistralPriceFile } from "../lib/prices/litellm-mistral";
import { togetherPriceFile } from "../lib/prices/litellm-together";
import { priceFileSchema } from "../lib/prices/price-file";

/**
 * Makes the price files of lib/prices from a copy of LiteLLM's model_prices_and_context_window.json:
 * tsx scripts/build-price-book.ts FILE COPIED-ON READ-ON (days as YYYY-MM-DD). Then let Biome format them.
 */
const [listPath, copiedOn, readOn] = process.argv.slice(2);
if (!listPath || !copiedOn || !readOn) {
  console.error("usage: tsx scripts/build-price-book.ts FILE COPIED-ON READ-ON");
  process.exit(2);
}
const list: unknown = JSON.parse(readFileSync(listPath, "utf8"));
const dates = { copiedOn, readOn };
const makers = [
  openAiPriceFile,
  anthropicPriceFile,
  azurePriceFile,
  bedrockPriceFile,
  geminiPriceFile,
  groqPriceFile,
  mistralPriceFile,
  togetherPriceFile,
];
for (const make of makers) {
  const file = priceFileSchema.parse(make(list, dates));
  const place = new URL(`../lib/prices/${file.provider}.json`, import.meta.url);
  writeFileSync(place, `${JSON.stringify(file)}\n`);
  console.log(`${file.provider}: ${file.models.length} models`);
}
