import { z } from "zod";
import { usdPerMillion } from "../core/money";
import {
  CHANNELS,
  type Channel,
  MODEL_APIS,
  type PricedModel,
  type PriceEntry,
  priceEntryId,
} from "../core/pricing";
import { METERS } from "../core/usage";

const usd = z.string().refine(isPrice, "must be dollars per million tokens, at most 6 decimals");
const day = z.iso.date();

/** The prices of one model, channel and context tier from one source. */
const priceRowSchema = z.strictObject({
  channel: z.enum(CHANNELS),
  /** The row holds for requests with more input tokens than this; absent for the first tier. */
  aboveInputTokens: z.int().positive().optional(),
  /** Dollars per million tokens. A meter that is not named is not sold, or its price is unknown. */
  usd: z.partialRecord(z.enum(METERS), usd),
  /** The meters whose price no source states. */
  derived: z.array(z.enum(METERS)).optional(),
  /** First and last day in force, UTC, both included. */
  validFrom: day,
  validTo: day.optional(),
});
export type PriceRow = z.infer<typeof priceRowSchema>;

const modelSchema = z.strictObject({
  model: z.string().min(1),
  aliases: z.array(z.string().min(1)).optional(),
  api: z.enum(MODEL_APIS),
  batch: z.boolean(),
  vision: z.boolean(),
  reasoning: z.boolean(),
  maxInputTokens: z.int().positive(),
  maxOutputTokens: z.int().nonnegative(),
  retiresOn: day.optional(),
  prices: z.array(priceRowSchema).min(1),
});
export type ModelPrices = z.infer<typeof modelSchema>;

/** One provider's prices, as the JSON files here hold them. */
export const priceFileSchema = z.strictObject({
  provider: z.string().min(1),
  source: z.string().min(1),
  readOn: day,
  /** Why the derived prices are what they are. */
  derivation: z.string().min(1),
  models: z.array(modelSchema).superRefine(checkModels),
});
export type PriceFile = z.infer<typeof priceFileSchema>;

/** Flattens a price file into models and entries of the book. */
export function readPriceFile(file: PriceFile): { models: PricedModel[]; entries: PriceEntry[] } {
  const models = file.models.map(({ prices: _, aliases = [], retiresOn = null, ...model }) => ({
    ...{ provider: file.provider, aliases, retiresOn },
    ...model,
  }));
  const entries = file.models.flatMap((model) =>
    model.prices.flatMap((row) => rowEntries(file, model.model, row)),
  );
  return { models, entries };
}

const DAY_MS = 86_400_000;

function rowEntries(file: PriceFile, model: string, row: PriceRow): PriceEntry[] {
  const { provider, source, derivation, readOn } = file;
  return METERS.flatMap((meter) => {
    const price = row.usd[meter];
    if (price === undefined) return [];
    const derived = row.derived?.includes(meter) ?? false;
    const entry = {
      ...{ provider, model, channel: row.channel, meter },
      tierMinTokens: row.aboveInputTokens === undefined ? 0 : row.aboveInputTokens + 1,
      picoPerToken: usdPerMillion(price),
      validFrom: Date.parse(row.validFrom),
      validTo: row.validTo === undefined ? null : Date.parse(row.validTo) + DAY_MS,
      source: derived ? `${derivation} From: ${source}` : source,
      ...{ readOn, derived },
    };
    return [{ id: priceEntryId(entry), ...entry }];
  });
}

/**
 * A context tier must price every meter that the first tier of its channel prices, and a channel must have every
 * tier of the real-time prices: else a long request would quietly go by the cheaper first tier.
 */
function checkModels(models: ModelPrices[], context: z.RefinementCtx): void {
  for (const { model, prices } of models) {
    const uneven = CHANNELS.filter((channel) => isUneven(prices, channel));
    for (const channel of uneven) {
      context.addIssue({ code: "custom", message: `${model}: uneven tiers of ${channel}` });
    }
  }
}

function isUneven(prices: readonly PriceRow[], channel: Channel): boolean {
  const meters = (row: PriceRow) => Object.keys(row.usd).sort().join(" ");
  const rows = prices.filter((row) => row.channel === channel);
  const starts = new Set(prices.map((row) => row.aboveInputTokens));
  const first = rows[0];
  if (!first) return false;
  return (
    rows.some((row) => meters(row) !== meters(first)) ||
    [...starts].some((start) => !rows.some((row) => row.aboveInputTokens === start))
  );
}

function isPrice(text: string): boolean {
  try {
    usdPerMillion(text);
    return true;
  } catch {
    return false;
  }
}
