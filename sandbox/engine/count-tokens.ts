export type CountTokens = (text: string) => number;

/** `exact` counts with o200k_base; `approximate` is a quarter of the bytes and costs next to nothing. */
export type TokenCounting = "exact" | "approximate";

/** The vocabulary takes about 0.2 s and 100 MB, so it is loaded only when asked for. */
export async function loadTokenCounter(counting: TokenCounting): Promise<CountTokens> {
  if (counting === "approximate") return approximateTokens;
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  const asText = { disallowedSpecial: new Set<string>() };
  return (text) => (LONG_RUN.test(text) ? approximateTokens(text) : countTokens(text, asText));
}

/** A run without a break costs the tokenizer quadratic time: 20,000 letters are 0.4 s and more. */
const LONG_RUN = /[\p{L}\p{M}]{2000}|\s{2000}|[^\s\p{L}\p{N}]{2000}/u;

function approximateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}
