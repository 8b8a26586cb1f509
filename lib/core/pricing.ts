import { inputTokens, METERS, type Meter, type Usage } from "./usage";

export const CHANNELS = ["realtime", "batch", "flex"] as const;
export type Channel = (typeof CHANNELS)[number];

/** One dated price. Immutable: a changed price is another entry with another id. */
export interface PriceEntry {
  readonly id: string;
  readonly provider: string;
  /** Canonical name: aliases are resolved. */
  readonly model: string;
  readonly channel: Channel;
  readonly meter: Meter;
  /** The entry holds for requests of at least this many input tokens, all input meters together. */
  readonly tierMinTokens: number;
  readonly picoPerToken: bigint;
  /** Epoch milliseconds, inclusive. */
  readonly validFrom: number;
  /** Epoch milliseconds, exclusive; null while in force. */
  readonly validTo: number | null;
  readonly source: string;
  /** The day on which the source was read, `YYYY-MM-DD`. */
  readonly readOn: string;
  /** No source states this very price: it follows from another by the rule that `source` names. */
  readonly derived: boolean;
  /** What one organization has agreed with the provider: it is billed instead of the list price. */
  readonly agreed?: true;
}

export const MODEL_APIS = ["chat", "responses", "embeddings", "moderations"] as const;
export type ModelApi = (typeof MODEL_APIS)[number];

/** What is known of a model besides its prices. */
export interface PricedModel {
  readonly provider: string;
  readonly model: string;
  /** Dated snapshots and other names with the same prices. */
  readonly aliases: readonly string[];
  /** The API that answers it; `responses` models have no chat completions. */
  readonly api: ModelApi;
  /** False where the source lists the endpoints of the model and batch is not among them. */
  readonly batch: boolean;
  readonly vision: boolean;
  readonly reasoning: boolean;
  readonly maxInputTokens: number;
  /** 0: it writes nothing, as models of embeddings and moderations. */
  readonly maxOutputTokens: number;
  /** Day of retirement, `YYYY-MM-DD`, where one is announced. */
  readonly retiresOn: string | null;
}

export interface PriceBook {
  readonly models: readonly PricedModel[];
  /** Canonical names by provider and any name. */
  readonly names: ReadonlyMap<string, string>;
  /** Entries by provider, model and channel. */
  readonly entries: ReadonlyMap<string, readonly PriceEntry[]>;
}

export interface PriceQuery {
  readonly provider: string;
  /** Any known name of the model. */
  readonly model: string;
  readonly channel: Channel;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** Builds the lookups. Throws a RangeError when a name belongs to two models or an id to two entries. */
export function makePriceBook(
  models: readonly PricedModel[],
  entries: readonly PriceEntry[],
): PriceBook {
  const names = new Map<string, string>();
  for (const { provider, model, aliases } of models) {
    for (const name of [model, ...aliases]) {
      if (names.has(nameKey(provider, name))) throw new RangeError(`two models are called ${name}`);
      names.set(nameKey(provider, name), model);
    }
  }
  const ids = new Set(entries.map((entry) => entry.id));
  if (ids.size < entries.length) throw new RangeError("two price entries have the same id");
  return { models, names, entries: byKey(entries) };
}

/** An id that stays while the entry says the same, and changes with every part of it that changes a cost. */
export function priceEntryId(entry: Omit<PriceEntry, "id">): string {
  const { provider, model, channel, meter, tierMinTokens, validFrom, picoPerToken } = entry;
  return [provider, model, channel, meter, tierMinTokens, validFrom, picoPerToken].join("/");
}

/** The canonical name of a model, or null. A fine-tuned `ft:base:organization:…` goes by `ft:base`. */
export function resolveModel(book: PriceBook, provider: string, name: string): string | null {
  const known = book.names.get(nameKey(provider, name));
  if (known !== undefined) return known;
  const tuned = /^(ft:[^:]+):/.exec(name)?.[1];
  return tuned === undefined ? null : (book.names.get(nameKey(provider, tuned)) ?? null);
}

export function findModel(book: PriceBook, provider: string, name: string): PricedModel | null {
  const model = resolveModel(book, provider, name);
  return book.models.find((m) => m.provider === provider && m.model === model) ?? null;
}

export type MeterQuery = PriceQuery & { readonly meter: Meter; readonly inputTokens: number };

/**
 * The entry in force for a request of so many input tokens (all input meters together; the start of a
 * context tier stands for the tier), or null: an unknown price is never zero. Where the book holds what an
 * organization has agreed, that is the price.
 */
export function findPrice(book: PriceBook, query: MeterQuery): PriceEntry | null {
  return best(pricesInForce(book, query), query);
}

/** Like `findPrice`, whatever an organization has agreed: what a saving is measured against. */
export function findListPrice(book: PriceBook, query: MeterQuery): PriceEntry | null {
  return best(
    allInForce(book, query).filter(({ agreed }) => !agreed),
    query,
  );
}

/** All entries of a model and channel that are in force: every meter and context tier, the agreed instead of the listed. */
export function pricesInForce(book: PriceBook, query: PriceQuery): PriceEntry[] {
  const entries = allInForce(book, query);
  const agreed = entries.filter((entry) => entry.agreed);
  return entries.filter(
    (entry) => entry.agreed || !agreed.some((other) => isForSame(other, entry)),
  );
}

/** Every entry of a model, in all channels and at all times. */
export function pricesOfModel(book: PriceBook, { provider, model }: PricedModel): PriceEntry[] {
  return CHANNELS.flatMap((channel) => [
    ...(book.entries.get(entryKey({ provider, model, channel })) ?? []),
  ]);
}

/** Whether two entries of one model and channel are prices of the same tokens. */
const isForSame = (a: PriceEntry, b: PriceEntry): boolean =>
  a.meter === b.meter && a.tierMinTokens === b.tierMinTokens;

function allInForce(book: PriceBook, query: PriceQuery): PriceEntry[] {
  const { provider, channel, atMs } = query;
  const model = resolveModel(book, provider, query.model);
  const entries = (model && book.entries.get(entryKey({ provider, model, channel }))) || [];
  return entries.filter(
    ({ validFrom, validTo }) => validFrom <= atMs && (validTo === null || atMs < validTo),
  );
}

function best(
  entries: readonly PriceEntry[],
  { meter, inputTokens: tokens }: MeterQuery,
): PriceEntry | null {
  let found: PriceEntry | null = null;
  for (const entry of entries) {
    if (entry.meter !== meter || entry.tierMinTokens > tokens) continue;
    if (!found || supersedes(entry, found)) found = entry;
  }
  return found;
}

/** Where the context tiers of a model begin, in input tokens of one request, inclusive, rising; without the first, 0. */
export function tierThresholds(book: PriceBook, provider: string, name: string): number[] {
  const model = resolveModel(book, provider, name);
  const starts = new Set<number>();
  for (const channel of CHANNELS) {
    const entries = (model && book.entries.get(entryKey({ provider, model, channel }))) || [];
    for (const entry of entries) if (entry.tierMinTokens > 0) starts.add(entry.tierMinTokens);
  }
  return [...starts].sort((a, b) => a - b);
}

/** The start of the tier that a request of this usage falls into. */
export function tierOf(thresholds: readonly number[], usage: Usage): number {
  return thresholds.findLast((start) => start <= inputTokens(usage)) ?? 0;
}

/** The dearest input price of any class, and the dearest output price, if it has one, up to the tier of the largest request. */
export function dearestPrices(
  book: PriceBook,
  query: PriceQuery & { readonly largestRequestTokens: number },
): { readonly input: PriceEntry; readonly output: PriceEntry | null } | null {
  const reachable = pricesInForce(book, query).filter(
    (entry) => entry.tierMinTokens <= query.largestRequestTokens,
  );
  const dearest = (meters: readonly Meter[]) =>
    reachable
      .filter((entry) => meters.includes(entry.meter))
      .reduce<PriceEntry | null>((a, b) => (a && a.picoPerToken >= b.picoPerToken ? a : b), null);
  const known = (meter: Meter) => reachable.some((entry) => entry.meter === meter);
  const input = dearest(METERS.filter((meter) => meter !== "output"));
  const output = dearest(["output"]);
  return input && known("input") ? { input, output } : null;
}

/** The narrower tier, then the later entry; of agreements that begin together the one that was made later, by its id. */
function supersedes(entry: PriceEntry, other: PriceEntry): boolean {
  if (entry.tierMinTokens !== other.tierMinTokens) {
    return entry.tierMinTokens > other.tierMinTokens;
  }
  if (entry.validFrom !== other.validFrom) return entry.validFrom > other.validFrom;
  return entry.id > other.id;
}

/** The book with further entries of models that it knows. Throws like `makePriceBook`. */
export function withEntries(book: PriceBook, more: readonly PriceEntry[]): PriceBook {
  if (more.length === 0) return book;
  const entries = new Map(book.entries);
  for (const [key, added] of byKey(more)) {
    const all = [...(entries.get(key) ?? []), ...added];
    if (new Set(all.map(({ id }) => id)).size < all.length) {
      throw new RangeError("two price entries have the same id");
    }
    entries.set(key, all);
  }
  return { ...book, entries };
}

function byKey(entries: readonly PriceEntry[]): Map<string, PriceEntry[]> {
  const groups = new Map<string, PriceEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entryKey(entry));
    if (group) group.push(entry);
    else groups.set(entryKey(entry), [entry]);
  }
  return groups;
}

const nameKey = (provider: string, name: string): string => `${provider}/${name}`;

const entryKey = (e: Pick<PriceEntry, "provider" | "model" | "channel">): string =>
  `${e.provider}/${e.model}/${e.channel}`;
