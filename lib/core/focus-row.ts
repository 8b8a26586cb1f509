import { FOCUS_COLUMNS, type FocusName } from "./focus-columns";
import { FOCUS_SERVICES } from "./focus-services";
import { formatUsd, perMillionTokens } from "./money";
import type { Channel } from "./pricing";
import type { ProviderKind } from "./provider-kind";
import type { Meter } from "./usage";

/** An entry of the ledger with what belongs to it. Whole numbers that may be large are decimal text. */
export interface FocusEntry {
  readonly id: string;
  /** UTC day, `YYYY-MM-DD`. */
  readonly day: string;
  readonly dayAfter: string;
  /** Whether it was booked when the month of its day was over. */
  readonly afterPeriod: boolean;
  readonly revision: number;
  readonly usable: boolean;
  readonly simulated: boolean;
  readonly provider: ProviderKind;
  readonly model: string;
  readonly meter: Meter;
  /** Tokens; negative in a correction. */
  readonly quantity: string;
  /** Pico-dollars, as `realtime`, which is zero for waste. */
  readonly billed: string;
  readonly realtime: string;
  readonly priceId: string;
  readonly channel: Channel;
  readonly tierMinTokens: number;
  readonly derived: boolean;
  /** Pico-dollars per token: of the channel that was used, and of real time. */
  readonly contractedPico: string;
  readonly listPriceId: string;
  readonly listPico: string;
  readonly teamId: string;
  readonly teamName: string;
  readonly jobId: string;
  readonly jobName: string;
  readonly memberId: string | null;
  readonly apiKeyId: string | null;
  readonly batchId: string;
  readonly remoteId: string;
  readonly attempt: number;
  readonly connectionId: string;
  readonly connectionName: string;
  readonly region: string | null;
}

/** A calendar month in UTC, as two moments: the first, and the first that is no longer in it. */
export interface BillingPeriod {
  readonly start: string;
  readonly end: string;
}

/** The cells of a row in the order of `FOCUS_COLUMNS`; null where the column has no value. */
export type FocusRow = readonly (string | null)[];

/** The month `YYYY-MM`, from the year 1 to 9998. */
export function billingPeriod(month: string): BillingPeriod {
  const [year = 0, index = 0] = month.split("-").map(Number);
  const next = index === 12 ? [year + 1, 1] : [year, index + 1];
  const [nextYear, nextMonth] = next.map(String);
  const end = `${nextYear?.padStart(4, "0")}-${nextMonth?.padStart(2, "0")}`;
  return { start: `${month}-01T00:00:00Z`, end: `${end}-01T00:00:00Z` };
}

/** An entry of the ledger as a row of FOCUS 1.2. Every figure is exact. */
export function focusRow(entry: FocusEntry, period: BillingPeriod): FocusRow {
  const quantity = BigInt(entry.quantity);
  const billed = formatUsd(BigInt(entry.billed));
  const { provider, service } = FOCUS_SERVICES[entry.provider];
  const charge: Charge = {
    ...{ entry, period, quantity, billed, provider, service },
    list: listCost(entry, quantity),
  };
  return CELLS.map((cell) => cell(charge));
}

interface Charge {
  readonly entry: FocusEntry;
  readonly period: BillingPeriod;
  readonly quantity: bigint;
  /** Dollars. */
  readonly billed: string;
  /** Pico-dollars. */
  readonly list: bigint;
  readonly provider: string;
  readonly service: string;
}

type Cell = (charge: Charge) => string | null;

const CELL_OF: Readonly<Record<FocusName, Cell>> = {
  BilledCost: ({ billed }) => billed,
  BillingAccountId: ({ entry }) => entry.connectionId,
  BillingAccountName: ({ entry }) => entry.connectionName,
  BillingCurrency: () => "USD",
  BillingPeriodEnd: ({ period }) => period.end,
  BillingPeriodStart: ({ period }) => period.start,
  ChargeCategory: () => "Usage",
  ChargeClass: (charge) => (isCorrection(charge) ? "Correction" : null),
  ChargeDescription: description,
  ChargeFrequency: () => "Usage-Based",
  ChargePeriodEnd: ({ entry }) => `${entry.dayAfter}T00:00:00Z`,
  ChargePeriodStart: ({ entry }) => `${entry.day}T00:00:00Z`,
  ConsumedQuantity: ({ entry }) => entry.quantity,
  ConsumedUnit: () => "Tokens",
  ContractedCost: ({ billed }) => billed,
  ContractedUnitPrice: ({ entry }) => pricePerMillion(entry.contractedPico),
  EffectiveCost: ({ billed }) => billed,
  InvoiceId: () => null,
  InvoiceIssuerName: ({ provider }) => provider,
  ListCost: ({ list }) => formatUsd(list),
  ListUnitPrice: ({ entry }) => pricePerMillion(entry.listPico),
  PricingCategory: () => "Standard",
  PricingQuantity: ({ quantity }) => millions(quantity),
  PricingUnit: () => "1000000 Tokens",
  ProviderName: ({ provider }) => provider,
  PublisherName: ({ provider }) => provider,
  RegionId: ({ entry }) => entry.region,
  RegionName: ({ entry }) => entry.region,
  ResourceId: ({ entry }) => entry.batchId,
  ResourceName: () => null,
  ResourceType: () => "Batch",
  ServiceCategory: () => "AI and Machine Learning",
  ServiceName: ({ service }) => service,
  ServiceSubcategory: () => "Generative AI",
  SkuId: ({ entry }) => `${entry.provider}/${entry.model}/${entry.meter}`,
  SkuMeter: ({ entry }) => SKU_METERS[entry.meter],
  SkuPriceDetails: ({ entry }) => priceDetails(entry),
  SkuPriceId: ({ entry }) => entry.priceId,
  SubAccountId: ({ entry }) => entry.teamId,
  SubAccountName: ({ entry }) => entry.teamName,
  Tags: ({ entry }) => tags(entry),
  x_Attempt: ({ entry }) => String(entry.attempt),
  x_Channel: ({ entry }) => entry.channel,
  x_JobId: ({ entry }) => entry.jobId,
  x_LedgerEntryId: ({ entry }) => entry.id,
  x_ListSkuPriceId: ({ entry }) => entry.listPriceId,
  x_Model: ({ entry }) => entry.model,
  x_ProviderBatchId: ({ entry }) => entry.remoteId,
  x_Revision: ({ entry }) => String(entry.revision),
  x_Simulated: ({ entry }) => String(entry.simulated),
  x_Usable: ({ entry }) => String(entry.usable),
};

const CELLS: readonly Cell[] = FOCUS_COLUMNS.map(({ name }) => CELL_OF[name]);

/**
 * What the same tokens cost at the real-time list price of their day, those of waste too: they were consumed and
 * billed, whatever they were good for. The ledger has no real-time cost for waste, so it is computed again from the
 * copied price; of usable tokens the ledger's own figure stands, so that it adds up to the savings report.
 */
const listCost = (entry: FocusEntry, quantity: bigint): bigint =>
  entry.usable ? BigInt(entry.realtime) : quantity * BigInt(entry.listPico);

/**
 * FOCUS means corrections of a month that is over; one in the same month is an ordinary row. One that moved usage
 * from one list price to another has no single unit price, which only a correction may lack.
 */
const isCorrection = ({ entry, list, quantity }: Charge): boolean =>
  entry.revision > 0 && (entry.afterPeriod || list !== quantity * BigInt(entry.listPico));

const SKU_METERS: Readonly<Record<Meter, string>> = {
  input: "Input Tokens",
  cached_input: "Cached Input Tokens",
  cache_write_5m: "Cache Write Tokens (5 Minutes)",
  cache_write_1h: "Cache Write Tokens (1 Hour)",
  output: "Output Tokens",
};

const CHANNEL_WORDS: Readonly<Record<Channel, string>> = {
  batch: "batch",
  flex: "flex",
  realtime: "real time",
};

function description({ entry, service }: Charge): string {
  const what = `${service}, ${entry.model}: ${SKU_METERS[entry.meter].toLowerCase()}, ${CHANNEL_WORDS[entry.channel]}`;
  const waste = entry.usable ? "" : ", without a usable result";
  return `${what}${waste}${entry.revision > 0 ? ", correction" : ""}`;
}

/** Dollars per million tokens. */
const pricePerMillion = (pico: string): string => formatUsd(perMillionTokens(BigInt(pico)));

/** Tokens in millions: a millionth is as many parts of one as a million pico-dollars are of a dollar. */
const millions = (tokens: bigint): string => formatUsd(perMillionTokens(tokens));

function priceDetails({ channel, tierMinTokens, derived }: FocusEntry): string {
  return JSON.stringify({
    x_Channel: channel,
    x_TierMinTokens: tierMinTokens,
    x_Derived: derived,
  });
}

/** All of them ours, under our own prefix; nobody can set tags of their own yet. */
function tags({ jobName, memberId, apiKeyId, usable }: FocusEntry): string {
  return JSON.stringify({
    "tranche:job": jobName,
    ...(memberId === null ? {} : { "tranche:member": memberId }),
    ...(apiKeyId === null ? {} : { "tranche:api_key": apiKeyId }),
    "tranche:use": usable ? "usable" : "waste",
  });
}
