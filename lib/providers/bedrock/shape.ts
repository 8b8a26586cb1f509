import type { JsonPointer, ResultShape, TokenSum } from "../../core/result-shape";
import { familyOf } from "./family";

/** Before the text there may be blocks of thinking. */
const BLOCKS = [0, 1, 2, 3] as const;

const output = (field: string): JsonPointer => `/modelOutput/${field}`;
const tokens = (...fields: string[]): TokenSum => ({ plus: fields.map(output), minus: [] });
const NONE = tokens();

/**
 * What all lines of `….jsonl.out` have in common (AWS user guide, results of a batch inference job, 2026-11-23): the
 * record with `modelOutput`, or with `error` in its place. The record's own `modelInput` is there too, and not looked at.
 * No line names the model; it is that of the job.
 */
const RECORD = {
  customId: "/recordId",
  // A record that failed has a status for its code.
  statusCode: "/error/statusCode",
  errorCode: ["/error/errorCode"],
  errorMessage: ["/error/errorMessage"],
  model: "/modelId",
} as const satisfies Partial<ResultShape>;

/** Claude's message: the input leaves out what was read from a cache and written to one. */
const CLAUDE: ResultShape = {
  ...RECORD,
  requestId: output("id"),
  text: BLOCKS.map((i) => output(`content/${i}/text`)),
  // The answer of a record that asked for tool calls is all its blocks: only a call has a name.
  several: { signs: BLOCKS.map((i) => output(`content/${i}/name`)), all: output("content") },
  // A refusal under a named policy shows the policy.
  finishReason: [output("stop_details/category"), output("stop_reason")],
  refusal: [output("stop_details/explanation"), output("stop_details/type")],
  usagePresent: output("usage/input_tokens"),
  usage: {
    input: tokens("usage/input_tokens"),
    cached_input: tokens("usage/cache_read_input_tokens"),
    // The total less its part of one hour: the split may be missing, and then all of it is of five minutes.
    cache_write_5m: {
      plus: [output("usage/cache_creation_input_tokens")],
      minus: [output("usage/cache_creation/ephemeral_1h_input_tokens")],
    },
    cache_write_1h: tokens("usage/cache_creation/ephemeral_1h_input_tokens"),
    output: tokens("usage/output_tokens"),
    reasoning: tokens("usage/output_tokens_details/thinking_tokens"),
  },
};

/** Nova's message (Amazon Nova user guide, complete response); cached tokens stand beside the input. */
const NOVA: ResultShape = {
  ...RECORD,
  text: BLOCKS.map((i) => output(`output/message/content/${i}/text`)),
  several: {
    signs: BLOCKS.map((i) => output(`output/message/content/${i}/toolUse/name`)),
    all: output("output/message/content"),
  },
  finishReason: [output("stopReason")],
  refusal: [],
  usagePresent: output("usage/inputTokens"),
  usage: {
    input: tokens("usage/inputTokens"),
    cached_input: tokens("usage/cacheReadInputTokenCount"),
    cache_write_5m: tokens("usage/cacheWriteInputTokenCount"),
    cache_write_1h: NONE,
    output: tokens("usage/outputTokens"),
    reasoning: NONE,
  },
};

/** Llama's text (AWS user guide, Meta Llama models). */
const LLAMA: ResultShape = {
  ...RECORD,
  text: [output("generation")],
  finishReason: [output("stop_reason")],
  refusal: [],
  usagePresent: output("prompt_token_count"),
  usage: {
    input: tokens("prompt_token_count"),
    cached_input: NONE,
    cache_write_5m: NONE,
    cache_write_1h: NONE,
    output: tokens("generation_token_count"),
    reasoning: NONE,
  },
};

/** Where the result lines of a model keep things. A model of another family is read as Claude. */
export function shapeOf(model: string): ResultShape {
  switch (familyOf(model)) {
    case "nova":
      return NOVA;
    case "llama3":
    case "llama4":
      return LLAMA;
    default:
      return CLAUDE;
  }
}
