import { makePriceBook, type PriceBook } from "../core/pricing";
import anthropic from "./anthropic.json";
import anthropicSince from "./anthropic-since-2026-09.json";
import azure from "./azure.json";
import bedrock from "./bedrock.json";
import gemini from "./gemini.json";
import groq from "./groq.json";
import mistral from "./mistral.json";
import openai from "./openai.json";
import openaiModerations from "./openai-moderations.json";
import { priceFileSchema, readPriceFile } from "./price-file";
import together from "./together.json";

/** The price book that comes with the product. Throws a ZodError when a price file is not as it must be. */
export function loadPriceBook(): PriceBook {
  const files = [
    openai,
    openaiModerations,
    anthropic,
    anthropicSince,
    mistral,
    together,
    azure,
    groq,
    gemini,
    bedrock,
  ].map((file) => readPriceFile(priceFileSchema.parse(file)));
  return makePriceBook(
    files.flatMap((file) => file.models),
    files.flatMap((file) => file.entries),
  );
}
