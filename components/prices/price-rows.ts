import type { ShownPrice } from "@/lib/contracts/prices";
import { CHANNELS, type Channel } from "@/lib/core/pricing";
import { METERS, type Meter } from "@/lib/core/usage";

/** One kind of token in one context tier, as a line of a table of prices. */
export interface PriceLine {
  readonly meter: Meter;
  readonly fromInputTokens: number;
}

/** The kinds of tokens that something has a price for: first tier first, in the order of the book. */
export function priceLines(prices: readonly ShownPrice[]): PriceLine[] {
  const starts = [...new Set(prices.map((price) => price.fromInputTokens))].sort((a, b) => a - b);
  return starts.flatMap((fromInputTokens) =>
    METERS.filter((meter) =>
      prices.some((price) => price.meter === meter && price.fromInputTokens === fromInputTokens),
    ).map((meter) => ({ meter, fromInputTokens })),
  );
}

/** The ways of sending that something has a price for. */
export const pricedChannels = (prices: readonly ShownPrice[]): Channel[] =>
  CHANNELS.filter((channel) => prices.some((price) => price.channel === channel));

/** The least of some prices, in dollars; null where fewer than two are known or all are the same. */
export function cheapestOf(prices: readonly (string | null)[]): string | null {
  const known = prices.flatMap((price) => price ?? []);
  const sorted = known.toSorted((a, b) => Number(a) - Number(b));
  const [least] = sorted;
  return least === undefined || Number(least) === Number(sorted.at(-1)) ? null : least;
}

/** A price and the day from which it counts, for a drawing. */
export interface PriceStep {
  readonly fromMs: number;
  /** Dollars per million tokens by kind of token; a kind that is not sold then is left out. */
  readonly usd: Readonly<Partial<Record<Meter, number>>>;
}

interface Dated extends ShownPrice {
  readonly validFrom: string;
  readonly validTo: string | null;
}

/**
 * How the prices of one channel's first tier have moved: a step for each day on which one of them changes, and one for
 * `nowMs`, so that the last price is drawn up to today. What is agreed counts before the list.
 */
export function priceSteps(
  entries: readonly Dated[],
  channel: Channel,
  nowMs: number,
): PriceStep[] {
  const own = entries.filter((one) => one.channel === channel && one.fromInputTokens === 0);
  const changes = own.flatMap(({ validFrom, validTo }) => [
    validFrom,
    ...(validTo ? [validTo] : []),
  ]);
  const times = [...new Set([...changes.map((time) => Date.parse(time)), nowMs])];
  return times.sort((a, b) => a - b).map((fromMs) => ({ fromMs, usd: pricesAt(own, fromMs) }));
}

function pricesAt(entries: readonly Dated[], atMs: number): PriceStep["usd"] {
  const inForce = entries.filter(
    ({ validFrom, validTo }) =>
      Date.parse(validFrom) <= atMs && (validTo === null || atMs < Date.parse(validTo)),
  );
  // The later wins, what is agreed over what is listed: the last one written stays.
  const ordered = inForce.toSorted(
    (a, b) => Number(a.agreed) - Number(b.agreed) || a.validFrom.localeCompare(b.validFrom),
  );
  return Object.fromEntries(ordered.map(({ meter, usd }) => [meter, Number(usd)]));
}
