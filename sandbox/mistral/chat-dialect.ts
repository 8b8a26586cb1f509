import type { ChatDialect, FieldCheck } from "../chat-completions/dialect";
import { type Refusal, refusal } from "../chat-completions/errors";
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
import type { Choice } from "../engine/answer-prompt";
import type { Usage } from "../engine/usage";
import { hexOf } from "../random";
import { ADJUSTABLE, MISTRAL_MODELS } from "./models";
import { chatFault, statusFault, wireFault } from "./words";

const MOST = Number.MAX_SAFE_INTEGER;

/** Fields of a chat request (SDK 2.7.0, ChatCompletionRequest); their bounds are those of the API reference. */
const FIELDS = new Map<string, FieldCheck>(
  Object.entries({
    frequency_penalty: decimal(-2, 2),
    guardrails: list,
    max_tokens: integer(0, MOST),
    metadata: object,
    n: integer(1, MOST),
    parallel_tool_calls: flag,
    prediction: object,
    presence_penalty: decimal(-2, 2),
    prompt_cache_key: text,
    prompt_mode: oneOf("reasoning"),
    random_seed: integer(0, MOST),
    reasoning_effort: oneOf("none", "minimal", "low", "medium", "high", "xhigh"),
    safe_prompt: flag,
    service_tier: oneOf("auto", "default", "priority"),
    stop: stops,
    stream: flag,
    temperature: decimal(0, 1.5),
    tool_choice: anything,
    tools: list,
    top_p: decimal(0, 1),
  }),
);

/** Chat completions as Mistral speaks them. */
export const MISTRAL_CHAT: ChatDialect = {
  models: MISTRAL_MODELS,
  fields: FIELDS,
  unknownField: (name) =>
    refusal(400, "Extra inputs are not permitted", name.slice(0, 100), "extra_forbidden"),
  unknownModel: (name) =>
    refusal(400, `Invalid model: ${name.slice(0, 100)}`, null, null, "invalid_model"),
  modelFault(name, _value, model) {
    const mode = name === "prompt_mode" && !model.reasoning;
    const effort = name === "reasoning_effort" && !ADJUSTABLE.has(model.snapshot);
    if (!mode && !effort) return null;
    return refusal(400, `${name} is not supported for this model.`);
  },
  limitFields: ["max_tokens"],
  roles: ["system", "user", "assistant", "tool"],
  parts: {
    system: ["text", "thinking"],
    user: ["text", "image_url", "document_url", "file", "reference", "thinking", "input_audio"],
    assistant: ["text", "thinking", "reference"],
  },
  formats: ["text", "json_object", "json_schema"],
  toolChoices: ["auto", "none", "any", "required"],
  pairsCalls: true,
  callIdFault,
  messagesFault,
  errorBody: (refused) => wireFault(chatFault(refused)).body,
  statusRefusal(status, code) {
    const told = statusFault(status, code);
    if ("details" in told) return refusal(status, "Value error", "body", "value_error");
    return refusal(status, told.message, null, null, told.type);
  },
  answerId: (key, seed) => hexOf(key, seed, 32),
  message,
  finishReason: ({ ending, call }) =>
    call !== null ? "tool_calls" : ending === "length" ? "length" : "stop",
  usage: chatUsage,
  extras: () => ({}),
};

/** Mistral's error 3280, as told in 2025-12 and 2026-01. */
function callIdFault(id: string): Refusal | null {
  if (/^[a-zA-Z0-9]{9}$/.test(id)) return null;
  const message = `Tool call id was ${id.slice(0, 100)} but must be a-z, A-Z, 0-9, with a length of 9.`;
  return refusal(400, message, null, null, "invalid_function_call");
}

/** What mistral-common asks of the last message (copy of 2026). */
function messagesFault(messages: readonly Record<string, unknown>[]): Refusal | null {
  const last = messages.at(-1);
  const role = String(last?.role);
  if (role !== "assistant" && role !== "system") return null;
  if (last?.prefix === true) return null;
  const message = `Expected last role User or Tool (or Assistant with prefix True) for serving but got ${role}`;
  return refusal(400, message, null, null, "invalid_request_message_order");
}

/** Refusals and filtered answers are texts like any other; thoughts come first, in a chunk of their own. */
function message({ text: said, reasoning, ending, call }: Choice): Record<string, unknown> {
  const words = ending === "content_filter" ? "I cannot talk about this." : said;
  const thoughts = { type: "thinking", thinking: [{ type: "text", text: "Let me think." }] };
  return {
    role: "assistant",
    tool_calls: call === null ? null : toolCalls(call, ""),
    content: reasoning > 0 ? [thoughts, { type: "text", text: words }] : words,
  };
}

/** `prompt_tokens` includes the cached ones, which are told twice. */
function chatUsage(usage: Usage): Record<string, unknown> {
  const { cachedInput, reasoning } = usage;
  return {
    prompt_tokens: usage.input,
    total_tokens: usage.input + usage.output,
    completion_tokens: usage.output,
    ...(cachedInput === 0
      ? {}
      : {
          num_cached_tokens: cachedInput,
          prompt_tokens_details: { cached_tokens: cachedInput },
        }),
    ...(reasoning === 0 ? {} : { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}
