import type { JsonPointer, ResultShape } from "../../core/result-shape";

const CHOICE = "/response/body/choices/0";
const USAGE = "/response/body/usage";
const CACHED: JsonPointer = `${USAGE}/prompt_tokens_details/cached_tokens`;

/**
 * Where a result line of a Mistral batch keeps things (batch guide and SDK 2.7.0, 2026-11-23). `prompt_tokens`
 * includes the cached tokens. They are told twice, also as `num_cached_tokens`, and read once.
 */
export const MISTRAL_RESULT_SHAPE: ResultShape = {
  customId: "/custom_id",
  requestId: "/id",
  statusCode: "/response/status_code",
  // A refused request has its envelope as the body: `{object, message, type, code}` or `{detail: [{type, msg}]}`.
  errorCode: [
    "/error/type",
    "/error/code",
    "/response/body/type",
    "/response/body/code",
    "/response/body/detail/0/type",
  ],
  errorMessage: [
    "/error/message",
    "/response/body/detail/0/msg",
    "/response/body/message",
    "/error",
  ],
  // A model that reasons answers in chunks, the thoughts first; only chunks of text have a `text`.
  text: [
    `${CHOICE}/message/content/1/text`,
    `${CHOICE}/message/content/0/text`,
    `${CHOICE}/message/content`,
  ],
  // A row that asked for tool calls has its answer there, whatever it says beside them.
  several: {
    signs: [`${CHOICE}/message/tool_calls/0/function/name`],
    all: `${CHOICE}/message/tool_calls`,
  },
  finishReason: [`${CHOICE}/finish_reason`],
  // Mistral has no field for a refusal: it is a text like any other.
  refusal: [],
  model: "/response/body/model",
  usagePresent: `${USAGE}/prompt_tokens`,
  usage: {
    input: { plus: [`${USAGE}/prompt_tokens`], minus: [CACHED] },
    cached_input: { plus: [CACHED], minus: [] },
    cache_write_5m: { plus: [], minus: [] },
    cache_write_1h: { plus: [], minus: [] },
    output: { plus: [`${USAGE}/completion_tokens`], minus: [] },
    reasoning: {
      plus: [`${USAGE}/completion_tokens_details/reasoning_tokens`],
      minus: [],
    },
  },
};
