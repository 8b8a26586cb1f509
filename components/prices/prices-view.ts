import { PROVIDER_KINDS, type ProviderKind } from "@/lib/core/provider-kind";

/** A model of the price book: two providers may sell models of one name. */
export interface ModelName {
  readonly provider: ProviderKind;
  readonly model: string;
}

/** What a reader looks at in the price book; it lives in the address, so that it can be sent to a colleague. */
export interface PricesView {
  readonly search: string;
  readonly provider: ProviderKind | null;
  /** Chosen to be compared, in the order of choosing. */
  readonly chosen: readonly ModelName[];
}

/** So many columns can be read beside each other. */
export const MOST_COMPARED = 4;

const LONGEST_SEARCH = 200;

/** The view that an address names; what it names wrongly is left out. */
export function readPricesView(params: URLSearchParams): PricesView {
  const chosen = params.getAll("m").flatMap((text) => readModelName(text) ?? []);
  return {
    search: (params.get("q") ?? "").slice(0, LONGEST_SEARCH),
    provider: PROVIDER_KINDS.find((kind) => kind === params.get("provider")) ?? null,
    chosen: chosen.slice(0, MOST_COMPARED),
  };
}

export function writePricesView({ search, provider, chosen }: PricesView): string {
  const params = new URLSearchParams();
  if (search) params.set("q", search);
  if (provider) params.set("provider", provider);
  for (const one of chosen) params.append("m", modelKey(one));
  return params.toString();
}

/** The view in which a model is chosen, or no longer chosen. */
export function toggled(view: PricesView, model: ModelName): PricesView {
  const key = modelKey(model);
  const rest = view.chosen.filter((one) => modelKey(one) !== key);
  if (rest.length < view.chosen.length) return { ...view, chosen: rest };
  return { ...view, chosen: [...rest, model].slice(0, MOST_COMPARED) };
}

export const modelKey = ({ provider, model }: ModelName): string => `${provider}/${model}`;

/** Where all that is known of one model stands. */
export const modelPage = ({ provider, model }: ModelName): string =>
  `/prices/model?${new URLSearchParams({ provider, model })}`;

/** The model that an address names as `provider/model`. */
export function readModelName(text: string): ModelName | null {
  const provider = PROVIDER_KINDS.find((kind) => text.startsWith(`${kind}/`));
  const model = provider && text.slice(provider.length + 1);
  return provider && model ? { provider, model } : null;
}
