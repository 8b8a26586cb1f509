import type { DatedPrice, PriceHistory, ShownModel, ShownPrice } from "../contracts/prices";
import { formatUsd, perMillionTokens } from "../core/money";
import {
  CHANNELS,
  findModel,
  type ModelApi,
  type PriceBook,
  type PricedModel,
  type PriceEntry,
  pricesInForce,
  pricesOfModel,
} from "../core/pricing";
import type { ProviderKind } from "../core/provider-kind";
import { METERS } from "../core/usage";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { type Page, pageOf } from "./page";

export interface PricesQuery extends Page {
  readonly search?: string | undefined;
  readonly provider?: ProviderKind | undefined;
  readonly api?: ModelApi | undefined;
}

/** Models with the prices that hold now, by provider and name; an organization's own in the place of the list's. */
export async function listPrices(
  runtime: Runtime,
  organizationId: string,
  { search, provider, api, cursor, limit }: PricesQuery,
) {
  const book = await runtime.prices.of(organizationId);
  const words = (search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const found = book.models
    .filter(
      (model) =>
        (provider === undefined || model.provider === provider) &&
        (api === undefined || model.api === api) &&
        words.every((word) => namesOf(model).some((name) => name.includes(word))),
    )
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const from = cursor ? found.findIndex((model) => placeOf(model) > cursor) : 0;
  const rest = from < 0 ? [] : found.slice(from, from + limit + 1);
  return pageOf(rest, limit, placeOf, (model) => show(book, model, runtime.now()));
}

/** All that the book knows of one model. Throws `not_found`. */
export async function priceHistory(
  runtime: Runtime,
  organizationId: string,
  { provider, model: name }: { readonly provider: ProviderKind; readonly model: string },
): Promise<PriceHistory> {
  const book = await runtime.prices.of(organizationId);
  const model = findModel(book, provider, name);
  if (!model) {
    throw new AppError(
      "not_found",
      "The price book knows no such model. Search it by a part of its name.",
    );
  }
  const entries = pricesOfModel(book, model).toSorted(
    (a, b) => a.validFrom - b.validFrom || inOrder(a, b),
  );
  return { ...show(book, model, runtime.now()), entries: entries.map(showDated) };
}

/** Two providers may sell models of one name. */
const placeOf = ({ provider, model }: PricedModel): string => `${provider}/${model}`;

const namesOf = ({ provider, model, aliases }: PricedModel): string[] =>
  [provider, model, ...aliases].map((name) => name.toLowerCase());

function show(book: PriceBook, model: PricedModel, atMs: number): ShownModel {
  const { provider, maxInputTokens, aliases, ...facts } = model;
  const prices = CHANNELS.flatMap((channel) =>
    pricesInForce(book, { provider, model: model.model, channel, atMs }),
  );
  return {
    ...facts,
    ...{ provider: provider as ProviderKind, aliases: [...aliases], contextTokens: maxInputTokens },
    prices: prices.toSorted(inOrder).map(showPrice),
  };
}

/** As people read prices: by channel, then tier, then kind of token. */
function inOrder(a: PriceEntry, b: PriceEntry): number {
  return (
    CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel) ||
    a.tierMinTokens - b.tierMinTokens ||
    METERS.indexOf(a.meter) - METERS.indexOf(b.meter)
  );
}

const showPrice = (entry: PriceEntry): ShownPrice => ({
  ...{ channel: entry.channel, meter: entry.meter, fromInputTokens: entry.tierMinTokens },
  usd: formatUsd(perMillionTokens(entry.picoPerToken)),
  ...{ derived: entry.derived, agreed: entry.agreed ?? false },
});

const showDated = (entry: PriceEntry): DatedPrice => ({
  ...showPrice(entry),
  ...{ source: entry.source, readOn: entry.readOn },
  validFrom: new Date(entry.validFrom).toISOString(),
  validTo: entry.validTo === null ? null : new Date(entry.validTo).toISOString(),
});
