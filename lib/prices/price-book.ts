import { makePriceBook, type PriceBook } from "../core/pricing";
import openai from "./openai.json";
import { priceFileSchema, readPriceFile } from "./price-file";

/** The price book that comes with the product. Throws a ZodError when a price file is not as it must be. */
export function loadPriceBook(): PriceBook {
  const files = [openai].map((file) => readPriceFile(priceFileSchema.parse(file)));
  return makePriceBook(
    files.flatMap((file) => file.models),
    files.flatMap((file) => file.entries),
  );
}
