import type { ChatDialect, FieldCheck } from "../chat-completions/dialect";
import { type Refusal, refusal } from "../chat-completions/errors";
import { flag, integer, list, object, oneOf } from "../chat-completions/field-checks";
import { toolCalls } from "../chat-completions/tool-calls";
import type { Model } from "../engine/model";
import type { Usage } from "../engine/usage";
import { OPENAI_CHAT, OPENAI_FIELDS } from "../openai/chat-dialect";
import { hexOf } from "../random";
import { GROQ_MODELS } from "./models";

/** Fields of OpenAI's that Groq does not know (groq-sdk 1.6.0, ChatCompletionCreateParams). */
const ABSENT = [
  "audio",
  "modalities",
  "moderation",
  "prediction",
  "prompt_cache_key",
  "prompt_cache_options",
  "prompt_cache_retention",
  "safety_identifier",
  "verbosity",
  "web_search_options",
];
/** Known, but answered with a 400 by every model (Groq's page on OpenAI compatibility, recalled). */
const UNSUPPORTED = ["logit_bias", "logprobs", "top_logprobs"];

const OWN: Record<string, FieldCheck> = {
  citation_options: oneOf("enabled", "disabled"),
  compound_custom: object,
  disable_tool_validation: flag,
  documents: list,
  exclude_domains: list,
  include_domains: list,
  include_reasoning: flag,
  n: integer(1, 1),
  reasoning_effort: oneOf("none", "default", "low", "medium", "high"),
  reasoning_format: oneOf("hidden", "raw", "parsed"),
  search_settings: object,
  service_tier: oneOf("auto", "on_demand", "flex", "performance"),
};

/** Chat completions as Groq speaks them. */
export const GROQ_CHAT: ChatDialect = {
  ...OPENAI_CHAT,
  models: GROQ_MODELS,
  fields: new Map([
    ...[...OPENAI_FIELDS].filter(([name]) => !ABSENT.includes(name)),
    ...Object.entries(OWN),
  ]),
  unknownField: (name) => refusal(400, `property '${name.slice(0, 100)}' is unsupported`),
  // Nothing is told of how it pairs calls.
  pairsCalls: false,
  callIdFault: () => null,
  formatBesideTools: refusal(400, "json mode cannot be combined with tool/function calling"),
  modelFault(name, value, model) {
    if (name === "reasoning_effort" && model.reasoning) return effortFault(value, model);
    const effort = name === "reasoning_effort" && !model.reasoning;
    if (!effort && !UNSUPPORTED.includes(name)) return null;
    return refusal(400, `\`${name}\` is not supported with this model`, name);
  },
  parts: { user: ["text", "image_url", "document"] },
  message: ({ text, call }) => ({
    role: "assistant",
    ...(call === null ? { content: text } : { tool_calls: toolCalls(call, "call_") }),
  }),
  /** There is no ending of its own for a filtered answer. */
  finishReason: ({ ending, call }) =>
    call !== null ? "tool_calls" : ending === "length" ? "length" : "stop",
  usage: groqUsage,
  extras: (model) => ({
    system_fingerprint: `fp_${hexOf(model.snapshot, 13, 10)}`,
    service_tier: "on_demand",
  }),
};

/** The words that a model knows (groq-sdk 1.6.0, notes on reasoning_effort). */
function effortFault(value: unknown, { snapshot }: Model): Refusal | null {
  const words = snapshot.startsWith("qwen/") ? ["none", "default"] : ["low", "medium", "high"];
  if (words.includes(String(value))) return null;
  const message = `\`reasoning_effort\` must be one of ${words.map((word) => `\`${word}\``).join(", ")}`;
  return refusal(400, message, "reasoning_effort");
}

/** OpenAI's shape, details only where there is something to tell, and times in seconds. */
function groqUsage(usage: Usage): Record<string, unknown> {
  const promptSeconds = usage.input / 20_000;
  const completionSeconds = usage.output / 400;
  return {
    queue_time: 0.05,
    prompt_tokens: usage.input,
    prompt_time: promptSeconds,
    completion_tokens: usage.output,
    completion_time: completionSeconds,
    total_tokens: usage.input + usage.output,
    total_time: promptSeconds + completionSeconds,
    ...(usage.cachedInput === 0
      ? {}
      : { prompt_tokens_details: { cached_tokens: usage.cachedInput } }),
    ...(usage.reasoning === 0
      ? {}
      : { completion_tokens_details: { reasoning_tokens: usage.reasoning } }),
  };
}
