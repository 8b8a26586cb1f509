import type { ChatDialect, FieldCheck } from "../chat-completions/dialect";
import { refusal } from "../chat-completions/errors";
import {
  anything,
  decimal,
  flag,
  integer,
  list,
  object,
  oneOf,
  stops,
  text,
} from "../chat-completions/field-checks";
import { toolCalls } from "../chat-completions/tool-calls";
import { OPENAI_CHAT } from "../openai/chat-dialect";
import { hexOf } from "../random";
import { TOGETHER_MODELS } from "./models";

const MOST = Number.MAX_SAFE_INTEGER;

/** Fields of a chat request (together-ai 0.52.0, CompletionCreateParams). */
const FIELDS = new Map<string, FieldCheck>(
  Object.entries({
    chat_template_kwargs: anything,
    compliance: oneOf("hipaa"),
    context_length_exceeded_behavior: oneOf("truncate", "error"),
    echo: flag,
    frequency_penalty: decimal(-2, 2),
    function_call: anything,
    logit_bias: object,
    logprobs: integer(0, 20),
    max_tokens: integer(1, MOST),
    min_p: decimal(0, 1),
    n: integer(1, 128),
    presence_penalty: decimal(-2, 2),
    reasoning: object,
    reasoning_effort: oneOf("low", "medium", "high"),
    repetition_penalty: decimal(0, MOST),
    safety_model: text,
    seed: integer(-MOST, MOST),
    stop: stops,
    stream: flag,
    temperature: decimal(0, 2),
    tool_choice: anything,
    tools: list,
    top_k: integer(-1, MOST),
    top_p: decimal(0, 1),
  }),
);

/** Chat completions as Together speaks them. */
export const TOGETHER_CHAT: ChatDialect = {
  ...OPENAI_CHAT,
  models: TOGETHER_MODELS,
  fields: FIELDS,
  modelFault(name, _value, model) {
    if (name !== "reasoning_effort" || model.reasoning) return null;
    return refusal(400, `${name} is not supported for this model`, name, "invalid_parameter");
  },
  // Nothing is told of how it pairs calls.
  pairsCalls: false,
  callIdFault: () => null,
  limitFields: ["max_tokens"],
  roles: ["system", "user", "assistant", "tool", "function"],
  parts: { user: ["text", "image_url", "video_url", "audio_url"] },
  answerId: (key, seed) => `${hexOf(key, seed, 7)}-${hexOf(key, seed + 3, 16)}`,
  /** Refusals and filtered answers are texts like any other; thoughts have a field of their own. */
  message: ({ text: said, reasoning, ending, call }) => ({
    role: "assistant",
    content: ending === "content_filter" ? "I cannot talk about this." : said,
    tool_calls: call === null ? [] : toolCalls(call, "call_"),
    ...(reasoning > 0 ? { reasoning: "Let me think." } : {}),
  }),
  finishReason: ({ ending, call }) =>
    call !== null ? "tool_calls" : ending === "length" ? "length" : "stop",
  usage: ({ input, output }) => ({
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
  }),
  extras: () => ({}),
};
