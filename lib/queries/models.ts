import type { Model } from "../contracts/planning";
import { formatUsd, perMillionTokens } from "../core/money";
import { type Channel, findPrice, type PriceBook, type PricedModel } from "../core/pricing";
import type { ProviderKind } from "../core/provider-kind";
import { utcDay } from "../core/utc-day";
import type { Runtime } from "../runtime";
import { pageOf } from "./page";

/** Base names of fine-tuned models only price their descendants; nobody can run them as they are. */
const FINE_TUNED = "ft:";

export interface ModelsQuery {
  readonly provider?: ProviderKind | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Models that can be run today in batches, by provider and name. */
export async function listModels(
  runtime: Runtime,
  organizationId: string,
  { provider, cursor, limit }: ModelsQuery,
) {
  const book = await runtime.prices.of(organizationId);
  const today = utcDay(runtime.now());
  const usable = book.models.filter(
    (one) =>
      one.batch &&
      !one.model.startsWith(FINE_TUNED) &&
      (one.retiresOn === null || one.retiresOn > today) &&
      (provider === undefined || one.provider === provider),
  );
  const shown = usable
    .map((model) => show(runtime, book, model))
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const from = cursor ? shown.findIndex((model) => placeOf(model) > cursor) : 0;
  const rest = from < 0 ? [] : shown.slice(from, from + limit + 1);
  return pageOf(rest, limit, placeOf, (model) => model);
}

/** Two providers may sell models of one name. */
const placeOf = ({ provider, id }: Model): string => `${provider}/${id}`;

function show(runtime: Runtime, book: PriceBook, model: PricedModel): Model {
  const price = (channel: Channel, meter: "input" | "output") =>
    findPrice(book, {
      provider: model.provider,
      model: model.model,
      channel,
      meter,
      inputTokens: 0,
      atMs: runtime.now(),
    });
  const shown = (channel: Channel) => {
    const [input, output] = [price(channel, "input"), price(channel, "output")];
    return {
      input: input && formatUsd(perMillionTokens(input.picoPerToken)),
      output: output && formatUsd(perMillionTokens(output.picoPerToken)),
    };
  };
  return {
    id: model.model,
    provider: model.provider as ProviderKind,
    contextTokens: model.maxInputTokens,
    maxOutputTokens: model.maxOutputTokens,
    reasoning: model.reasoning,
    api: model.api,
    prices: { batch: shown("batch"), realtime: shown("realtime") },
    derived: price("batch", "input")?.derived ?? false,
    channels: [
      ...runtime.provider(model.provider as ProviderKind).capabilities.channels(model.model),
    ],
  };
}
