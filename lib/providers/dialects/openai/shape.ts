import type { ResultShape } from "../../../core/result-shape";

/**
 * Where a result line of a chat-completions batch keeps things (OpenAI batch guide and the SDK's types,
 * 2026-11-23). `prompt_tokens` includes the cached tokens and, from GPT-5.6 on, those written to the cache;
 * `completion_tokens` includes the reasoning.
 */
export const CHAT_RESULT_SHAPE: ResultShape = {
  customId: "/custom_id",
  // `batch_req_…`; unlike `/response/request_id` it is also there for a row that never ran.
  requestId: "/id",
  statusCode: "/response/status_code",
  errorCode: ["/error/code", "/response/body/error/code", "/response/body/error/type"],
  errorMessage: ["/error/message", "/response/body/error/message"],
  // A row that asked for a tool call has its answer there, beside a null content.
  text: ["/response/body/choices/0/message/content", "/response/body/choices/0/message/tool_calls"],
  finishReason: ["/response/body/choices/0/finish_reason"],
  refusal: ["/response/body/choices/0/message/refusal"],
  model: "/response/body/model",
  usagePresent: "/response/body/usage/prompt_tokens",
  usage: {
    input: {
      plus: ["/response/body/usage/prompt_tokens"],
      minus: [
        "/response/body/usage/prompt_tokens_details/cached_tokens",
        "/response/body/usage/prompt_tokens_details/cache_write_tokens",
      ],
    },
    cached_input: {
      plus: ["/response/body/usage/prompt_tokens_details/cached_tokens"],
      minus: [],
    },
    // OpenAI has one price for cache writes whatever their age; this meter stands for it.
    cache_write_5m: {
      plus: ["/response/body/usage/prompt_tokens_details/cache_write_tokens"],
      minus: [],
    },
    cache_write_1h: { plus: [], minus: [] },
    output: { plus: ["/response/body/usage/completion_tokens"], minus: [] },
    reasoning: {
      plus: ["/response/body/usage/completion_tokens_details/reasoning_tokens"],
      minus: [],
    },
  },
};
