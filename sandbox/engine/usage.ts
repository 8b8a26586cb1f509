import { fraction } from "../random";
import type { CountTokens } from "./count-tokens";
import type { Model } from "./model";

/** Tokens of one answer, or of many. */
export interface Usage {
  /** The whole input, cached part included. */
  input: number;
  cachedInput: number;
  /** Input written to the prompt cache, a part of `input`; null where it is not metered. */
  cacheWrites: number | null;
  /** The whole output, reasoning included. */
  output: number;
  reasoning: number;
}

export const NO_USAGE: Usage = {
  input: 0,
  cachedInput: 0,
  cacheWrites: null,
  output: 0,
  reasoning: 0,
};

export function addUsage(sum: Usage, one: Usage): Usage {
  const metered = sum.cacheWrites !== null || one.cacheWrites !== null;
  return {
    input: sum.input + one.input,
    cachedInput: sum.cachedInput + one.cachedInput,
    cacheWrites: metered ? (sum.cacheWrites ?? 0) + (one.cacheWrites ?? 0) : null,
    output: sum.output + one.output,
    reasoning: sum.reasoning + one.reasoning,
  };
}

/** One message of a prompt. */
export interface Turn {
  /** System or developer text: an order, not a question. */
  instructs: boolean;
  text: string;
  /** Images and other media in it. */
  media: number;
  /** Where the text came as tokens: how many. */
  tokens?: number;
}

/** An image or other medium is counted as one high-detail tile. */
const MEDIA_TOKENS = 255;

/** Tokens of the turns with the framing of a chat: 4 a turn, 3 to prime the answer. */
export function promptTokens(turns: readonly Turn[], count: CountTokens): number {
  return turns.reduce((sum, turn) => sum + 4 + turnTokens(turn, count), 3);
}

/** Tokens of one turn by itself. */
export function turnTokens({ text, media, tokens }: Turn, count: CountTokens): number {
  return (tokens ?? count(text)) + MEDIA_TOKENS * media;
}

const REASONING_STEPS: Record<string, number> = {
  none: 0,
  minimal: 0,
  low: 4,
  medium: 12,
  high: 30,
  xhigh: 60,
};

/** Reasoning tokens come in blocks of 64, more with more effort; which number, the text decides. */
export function reasoningTokens(
  model: Model,
  effort: string | null,
  text: string,
  seed: number,
): number {
  if (!model.reasoning) return 0;
  const most = REASONING_STEPS[effort ?? "medium"] ?? 12;
  return 64 * Math.floor(fraction(text, seed + 77) * (most + 1));
}
