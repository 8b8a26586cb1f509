import { usdPerMillion } from "./money";
import type { Channel, PriceBook, PriceEntry } from "./pricing";
import type { Meter } from "./usage";

/** What is off the list price, in hundredths of a percent: 1 to 10,000. */
export interface PercentOff {
  readonly kind: "percent";
  readonly basisPoints: number;
}

/** A price of one kind of token of one model. */
export interface AgreedRate {
  readonly channel: Channel;
  readonly meter: Meter;
  /** Of requests with at least this many input tokens. */
  readonly tierMinTokens: number;
  /** Dollars per million tokens, as `usdPerMillion` reads them. */
  readonly usd: string;
}

export interface AgreedRates {
  readonly kind: "rates";
  readonly rates: readonly AgreedRate[];
}

/** What an organization has agreed with a provider. */
export interface Agreement {
  readonly id: string;
  readonly provider: string;
  /** Canonical name; null: every model of the provider that the book knows. */
  readonly model: string | null;
  /** Empty: every channel. Rates name their own. */
  readonly channels: readonly Channel[];
  readonly terms: PercentOff | AgreedRates;
  /** Epoch milliseconds, inclusive. */
  readonly validFrom: number;
  /** Epoch milliseconds, exclusive; null: until it is ended. */
  readonly validTo: number | null;
  /** What people call it, such as the number of the contract. */
  readonly name: string;
  /** The day on which it was put down, `YYYY-MM-DD`. */
  readonly readOn: string;
}

/** An agreement as people put it down. */
export interface AskedAgreement {
  readonly name: string;
  readonly provider: string;
  /** Any name of it; null: every model. */
  readonly model: string | null;
  readonly channels: readonly Channel[];
  readonly terms:
    | { readonly kind: "percent"; readonly percentOff: string }
    | { readonly kind: "rates"; readonly rates: readonly AskedRate[] };
  /** UTC days, both included. */
  readonly firstDay: string;
  readonly lastDay: string | null;
}

export type AskedRate = Omit<AgreedRate, "tierMinTokens"> & { readonly fromInputTokens: number };

/**
 * The agreement as entries of the price book. A percentage is taken off each list price that the book knows for its time,
 * also off those that begin later; a rate stands as it is. Prices are whole pico-dollars per token: a fraction is rounded up,
 * so that no saving is overstated. A price that the list does not have is not agreed on: it gives no entry.
 */
export function agreedEntries(book: PriceBook, agreement: Agreement): PriceEntry[] {
  return listEntries(book, agreement).flatMap((list) => {
    const picoPerToken = agreedPrice(agreement, list);
    const validFrom = Math.max(list.validFrom, agreement.validFrom);
    const validTo = earlier(list.validTo, agreement.validTo);
    if (picoPerToken === null || (validTo !== null && validTo <= validFrom)) return [];
    const { provider, model, channel, meter, tierMinTokens } = list;
    const priced = { provider, model, channel, meter, tierMinTokens, picoPerToken, validFrom };
    const { id, name, readOn } = agreement;
    const key = [id, model, channel, meter, tierMinTokens, validFrom].join("/");
    const source = `Agreed: ${name}`;
    return [{ ...priced, id: key, validTo, source, readOn, derived: false, agreed: true as const }];
  });
}

/** The rates of an agreement that the list has no price for, so that they would say nothing. */
export function unlistedRates(book: PriceBook, agreement: Agreement): AgreedRate[] {
  if (agreement.terms.kind !== "rates") return [];
  const listed = listEntries(book, agreement);
  return agreement.terms.rates.filter((rate) => !listed.some((entry) => isRateOf(rate, entry)));
}

/** The list prices of the agreement's models that are in force at some time of it. */
function listEntries(book: PriceBook, { validFrom, validTo, ...of }: Agreement): PriceEntry[] {
  const covers = (entry: PriceEntry) =>
    !entry.agreed &&
    entry.provider === of.provider &&
    (of.model === null || entry.model === of.model) &&
    (of.channels.length === 0 || of.channels.includes(entry.channel)) &&
    (entry.validTo === null || entry.validTo > validFrom) &&
    (validTo === null || entry.validFrom < validTo);
  return [...book.entries.values()].flatMap((entries) => entries.filter(covers));
}

function agreedPrice({ terms }: Agreement, list: PriceEntry): bigint | null {
  if (terms.kind === "percent") {
    const left = list.picoPerToken * BigInt(WHOLE - terms.basisPoints);
    return (left + BigInt(WHOLE) - 1n) / BigInt(WHOLE);
  }
  const rate = terms.rates.find((one) => isRateOf(one, list));
  return rate ? usdPerMillion(rate.usd) : null;
}

const WHOLE = 10_000;

const isRateOf = (rate: AgreedRate, entry: PriceEntry): boolean =>
  rate.channel === entry.channel &&
  rate.meter === entry.meter &&
  rate.tierMinTokens === entry.tierMinTokens;

const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
