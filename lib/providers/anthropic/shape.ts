import type { JsonPointer, ResultShape } from "../../core/result-shape";

const message = (field: string): JsonPointer => `/result/message/${field}`;

/** Before the text there may be blocks of thinking. */
const BLOCKS = [0, 1, 2, 3] as const;

/**
 * Where a line of a batch's results keeps things (Anthropic batch guide and SDK 1.12, 2026-11-23). The input tokens
 * leave out what was read from a cache and written to one; `output_tokens` includes the thinking.
 */
export const MESSAGE_RESULT_SHAPE: ResultShape = {
  customId: "/custom_id",
  // A request that did not succeed has none.
  requestId: message("id"),
  // No result has a status; this field does not exist.
  statusCode: "/result/status_code",
  errorCode: ["/result/error/error/type"],
  errorMessage: ["/result/error/error/message"],
  text: BLOCKS.map((i) => message(`content/${i}/text`)),
  // The answer of a row that asked for tool calls is all its blocks: only a call has a name.
  several: { signs: BLOCKS.map((i) => message(`content/${i}/name`)), all: message("content") },
  // A refusal under a named policy shows the policy; a request that did not succeed, what became of it.
  finishReason: [message("stop_details/category"), message("stop_reason"), "/result/type"],
  refusal: [message("stop_details/explanation"), message("stop_details/type")],
  model: message("model"),
  usagePresent: message("usage/input_tokens"),
  usage: {
    input: { plus: [message("usage/input_tokens")], minus: [] },
    cached_input: { plus: [message("usage/cache_read_input_tokens")], minus: [] },
    // The total less its part of one hour: the split may be missing, and then all of it is of five minutes.
    cache_write_5m: {
      plus: [message("usage/cache_creation_input_tokens")],
      minus: [message("usage/cache_creation/ephemeral_1h_input_tokens")],
    },
    cache_write_1h: {
      plus: [message("usage/cache_creation/ephemeral_1h_input_tokens")],
      minus: [],
    },
    output: { plus: [message("usage/output_tokens")], minus: [] },
    reasoning: {
      plus: [message("usage/output_tokens_details/thinking_tokens")],
      minus: [],
    },
  },
};
