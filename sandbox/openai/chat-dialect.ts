import type { ChatDialect, FieldCheck } from "../chat-completions/dialect";
import {
  type Refusal,
  refusal,
  statusRefusal,
  unknownParameter,
  unsupportedParameter,
} from "../chat-completions/errors";
import {
  anything,
  decimal,
  flag,
  integer,
  list,
  object,
  oneOf,
  stop,
  text,
} from "../chat-completions/field-checks";
import { answeringTier, tierFault } from "../chat-completions/service-tier";
import { toolCalls } from "../chat-completions/tool-calls";
import type { Choice } from "../engine/answer-prompt";
import type { Model } from "../engine/model";
import type { Usage } from "../engine/usage";
import { hash32, hexOf } from "../random";
import { OPENAI_MODELS } from "./models";

const MOST = Number.MAX_SAFE_INTEGER;

/** Top-level fields of a chat request (openai 6.49, ChatCompletionCreateParams). */
export const OPENAI_FIELDS = new Map<string, FieldCheck>(
  Object.entries({
    audio: object,
    frequency_penalty: decimal(-2, 2),
    function_call: anything,
    functions: list,
    logit_bias: object,
    logprobs: flag,
    max_completion_tokens: integer(1, MOST),
    max_tokens: integer(1, MOST),
    metadata: object,
    modalities: list,
    moderation: object,
    n: integer(1, 128),
    parallel_tool_calls: flag,
    prediction: object,
    presence_penalty: decimal(-2, 2),
    prompt_cache_key: text,
    prompt_cache_options: object,
    prompt_cache_retention: text,
    reasoning_effort: oneOf("none", "minimal", "low", "medium", "high", "xhigh", "max"),
    safety_identifier: text,
    seed: integer(-MOST, MOST),
    service_tier: oneOf("auto", "default", "flex", "scale", "priority"),
    stop,
    store: flag,
    stream: flag,
    stream_options: object,
    temperature: decimal(0, 2),
    tool_choice: anything,
    tools: list,
    top_logprobs: integer(0, 20),
    top_p: decimal(0, 1),
    user: text,
    verbosity: oneOf("low", "medium", "high"),
    web_search_options: object,
  }),
);

/** Chat completions as OpenAI speaks them. */
export const OPENAI_CHAT: ChatDialect = {
  models: OPENAI_MODELS,
  fields: OPENAI_FIELDS,
  unknownField: unknownParameter,
  unknownModel,
  modelFault,
  limitFields: ["max_completion_tokens", "max_tokens"],
  roles: ["system", "assistant", "user", "function", "tool", "developer"],
  parts: {
    user: ["text", "image_url", "input_audio", "file"],
    assistant: ["text", "refusal"],
  },
  formats: ["json_object", "json_schema", "text"],
  toolChoices: ["none", "auto", "required"],
  pairsCalls: true,
  callIdFault,
  errorBody: ({ error }) => ({ error }),
  statusRefusal,
  answerId: (key, seed) => `chatcmpl-${hexOf(key, hash32(key, seed), 29)}`,
  message,
  finishReason,
  usage: chatUsage,
  extras: (model, serviceTier) => ({
    service_tier: answeringTier(serviceTier),
    system_fingerprint: `fp_${hexOf(model.snapshot, 11, 10)}`,
  }),
};

function finishReason({ ending, call }: Choice): string {
  if (call !== null) return "tool_calls";
  return ending === "complete" || ending === "refusal" ? "stop" : ending;
}

function callIdFault(id: string, at: string): Refusal | null {
  if (id.length <= 40) return null;
  const words = `Invalid '${at}': string too long. Expected a string with maximum length 40, but got a string with length ${id.length} instead.`;
  return refusal(400, words, at, "string_above_max_length");
}

function message({ text: said, call, ending }: Choice): Record<string, unknown> {
  const refused = ending === "refusal";
  return {
    role: "assistant",
    content: refused || call !== null ? null : said,
    ...(call === null ? {} : { tool_calls: toolCalls(call, "call_") }),
    refusal: refused ? said : null,
    annotations: [],
  };
}

/** prompt_tokens includes cached, completion_tokens includes reasoning. */
function chatUsage(usage: Usage): Record<string, unknown> {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: {
      cached_tokens: usage.cachedInput,
      audio_tokens: 0,
      ...(usage.cacheWrites === null ? {} : { cache_write_tokens: usage.cacheWrites }),
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function unknownModel(name: string): Refusal {
  const words = `The model \`${name.slice(0, 100)}\` does not exist or you do not have access to it.`;
  return refusal(404, words, null, "model_not_found");
}

function modelFault(name: string, value: unknown, model: Model): Refusal | null {
  if (name === "service_tier") return tierFault(value, model);
  if (model.reasoning) return thinkingFault(name, value);
  return name === "reasoning_effort" ? unsupportedParameter(name) : null;
}

/** What a reasoning model refuses, as seen since the o-series. */
function thinkingFault(name: string, value: unknown): Refusal | null {
  if (name === "max_tokens") {
    const words =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    return refusal(400, words, name, "unsupported_parameter");
  }
  if ((name === "temperature" || name === "top_p") && value !== 1) {
    const words = `Unsupported value: '${name}' does not support ${String(value)} with this model. Only the default (1) value is supported.`;
    return refusal(400, words, name, "unsupported_value");
  }
  return THINKING_REFUSES.has(name) && value !== 0 && value !== false
    ? unsupportedParameter(name)
    : null;
}

const THINKING_REFUSES = new Set([
  "presence_penalty",
  "frequency_penalty",
  "logprobs",
  "top_logprobs",
  "logit_bias",
  "stop",
]);
