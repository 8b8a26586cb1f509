import { fraction } from "../random";
import { type ChatMessage, mediaParts, textOf } from "./chat-request";
import type { CountTokens } from "./count-tokens";
import type { Model } from "./models";

/** `usage` of a chat answer: prompt_tokens includes cached, completion_tokens includes reasoning. */
export interface ChatUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details: {
    cached_tokens: number;
    audio_tokens: 0;
    /** Only from models that meter cache writes. */
    cache_write_tokens?: number;
  };
  completion_tokens_details: {
    reasoning_tokens: number;
    audio_tokens: 0;
    accepted_prediction_tokens: 0;
    rejected_prediction_tokens: 0;
  };
}

/** `usage` of a whole batch. */
export interface BatchUsage {
  input_tokens: number;
  input_tokens_details: { cached_tokens: number };
  output_tokens: number;
  output_tokens_details: { reasoning_tokens: number };
  total_tokens: number;
}

export const NO_USAGE: BatchUsage = {
  input_tokens: 0,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 0,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 0,
};

export function addUsage(sum: BatchUsage, one: ChatUsage): BatchUsage {
  return {
    input_tokens: sum.input_tokens + one.prompt_tokens,
    input_tokens_details: {
      cached_tokens:
        sum.input_tokens_details.cached_tokens + one.prompt_tokens_details.cached_tokens,
    },
    output_tokens: sum.output_tokens + one.completion_tokens,
    output_tokens_details: {
      reasoning_tokens:
        sum.output_tokens_details.reasoning_tokens + one.completion_tokens_details.reasoning_tokens,
    },
    total_tokens: sum.total_tokens + one.total_tokens,
  };
}

/** An image or other medium is counted as one high-detail tile. */
const MEDIA_TOKENS = 255;

/** Tokens of the messages with the framing of the chat format: 3 a message, 3 to prime the answer. */
export function promptTokens(messages: readonly ChatMessage[], count: CountTokens): number {
  return messages.reduce(
    (sum, message) => sum + 4 + count(textOf(message)) + MEDIA_TOKENS * mediaParts(message),
    3,
  );
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
  effort: string | null | undefined,
  text: string,
  seed: number,
): number {
  if (!model.reasoning) return 0;
  const most = REASONING_STEPS[effort ?? "medium"] ?? 12;
  return 64 * Math.floor(fraction(text, seed + 77) * (most + 1));
}

export function chatUsage(
  prompt: { tokens: number; cached: number; written: number | null },
  completionTokens: number,
  reasoning: number,
): ChatUsage {
  return {
    prompt_tokens: prompt.tokens,
    completion_tokens: completionTokens,
    total_tokens: prompt.tokens + completionTokens,
    prompt_tokens_details: {
      cached_tokens: prompt.cached,
      audio_tokens: 0,
      ...(prompt.written === null ? {} : { cache_write_tokens: prompt.written }),
    },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
