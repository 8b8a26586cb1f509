/** The fields of a chat-completions body (openai 6.49, ChatCompletionCreateParams). */
export const OPENAI_CHAT_FIELDS: ReadonlySet<string> = new Set([
  "audio",
  "frequency_penalty",
  "function_call",
  "functions",
  "logit_bias",
  "logprobs",
  "max_completion_tokens",
  "max_tokens",
  "messages",
  "metadata",
  "modalities",
  "model",
  "n",
  "parallel_tool_calls",
  "prediction",
  "presence_penalty",
  "prompt_cache_key",
  "prompt_cache_retention",
  "reasoning_effort",
  "response_format",
  "safety_identifier",
  "seed",
  "service_tier",
  "stop",
  "store",
  "stream",
  "stream_options",
  "temperature",
  "tool_choice",
  "tools",
  "top_logprobs",
  "top_p",
  "user",
  "verbosity",
  "web_search_options",
]);

/** OpenAI's fields but for those that a provider does not take, and with its own. Pure. */
export function chatFields(
  absent: readonly string[],
  own: readonly string[] = [],
): ReadonlySet<string> {
  return new Set([...OPENAI_CHAT_FIELDS].filter((name) => !absent.includes(name)).concat(own));
}
