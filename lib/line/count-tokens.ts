import { countTokens as countO200k } from "gpt-tokenizer/encoding/o200k_base";

/** The tokenizer is quadratic in runs without a break (measured: 9 s for 100,000 equal letters); longer ones are bounded. */
const LONGEST_RUN = 2_000;
const UNBROKEN = new RegExp(`[^\\s]{${LONGEST_RUN},}|\\s{${LONGEST_RUN},}`);
const AS_TEXT = { disallowedSpecial: new Set<string>() };

/**
 * Tokens of a text by OpenAI's public o200k_base vocabulary, special tokens counted as the text they are. A text with an
 * endless run is counted by its bytes, which is never too few.
 */
export function countTokens(text: string): number {
  return UNBROKEN.test(text) ? Buffer.byteLength(text) : countO200k(text, AS_TEXT);
}
