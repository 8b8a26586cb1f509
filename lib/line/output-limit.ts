import { findModel, type PriceBook } from "../core/pricing";
import type { ProviderKind } from "../core/provider-kind";
import type { RequestTemplate } from "../core/request";

/** The most tokens that an answer may take, for a budget to hold: the request's own limit; 0 for a model that puts out none. */
export function outputLimit(
  book: PriceBook,
  { provider, model }: { readonly provider: ProviderKind; readonly model: string },
  { maxOutputTokens }: RequestTemplate,
): number | null {
  if (maxOutputTokens !== undefined) return maxOutputTokens;
  return findModel(book, provider, model)?.maxOutputTokens === 0 ? 0 : null;
}
