import { chatOverheadTokens } from "../core/tokens";
import type { LineTexts } from "../providers/provider";
import { countTokens } from "./count-tokens";

/**
 * Input tokens of a request line: of all that its model reads, and what the format adds. `texts` is what the adapter
 * reads in the line; without them, a bound that is never too low.
 */
export function lineTokens(line: string, texts: LineTexts | null): number {
  if (texts === null) return Buffer.byteLength(line);
  const { system, prompt, others, messages } = texts;
  const counted = [system ?? "", prompt ?? "", ...others].reduce(
    (sum, text) => sum + countTokens(text),
    0,
  );
  return counted + chatOverheadTokens(messages);
}
