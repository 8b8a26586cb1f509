import type { JsonPointer, ResultShape, TokenSum } from "../../../core/result-shape";
import { AppError } from "../../../errors";

/**
 * Where the result lines of a batch at this endpoint keep things. An endpoint may stand without its `/v1`, as Azure's do.
 * Throws `AppError` for an endpoint whose answers we cannot read. Pure.
 */
export function resultShape(endpoint: string): ResultShape {
  const shape = SHAPES[endpoint.replace(/^\/v1(?=\/)/, "")];
  if (shape === undefined) {
    throw new AppError(
      "invalid_request",
      `Answers of ${endpoint.slice(0, 60)} cannot be read: use ${READABLE_ENDPOINTS.join(", ")}.`,
    );
  }
  return shape;
}

const NOTHING: TokenSum = { plus: [], minus: [] };

/** The same in every line, whatever its endpoint (OpenAI batch guide, 2026-11-23). */
const LINE = {
  customId: "/custom_id",
  // `batch_req_…`; unlike `/response/request_id` it is also there for a row that never ran.
  requestId: "/id",
  statusCode: "/response/status_code",
  errorCode: ["/error/code", "/response/body/error/code", "/response/body/error/type"],
  errorMessage: ["/error/message", "/response/body/error/message"],
  model: "/response/body/model",
} as const;

/**
 * Chat completions (the SDK's types, 2026-11-23). `prompt_tokens` includes the cached tokens and, from GPT-5.6 on, those
 * written to the cache; `completion_tokens` includes the reasoning.
 */
export const CHAT_RESULT_SHAPE: ResultShape = {
  ...LINE,
  text: ["/response/body/choices/0/message/content"],
  // A row that asked for tool calls has its answer there, whatever it says beside them.
  several: {
    signs: ["/response/body/choices/0/message/tool_calls/0/function/name"],
    all: "/response/body/choices/0/message/tool_calls",
  },
  finishReason: ["/response/body/choices/0/finish_reason"],
  refusal: ["/response/body/choices/0/message/refusal"],
  usagePresent: "/response/body/usage/prompt_tokens",
  usage: meters({
    input: "/response/body/usage/prompt_tokens",
    inside: "/response/body/usage/prompt_tokens_details",
    output: "/response/body/usage/completion_tokens",
    reasoning: "/response/body/usage/completion_tokens_details/reasoning_tokens",
  }),
};

/**
 * Places of `output` in which the answer may stand, the last first: items of reasoning stand before the message, and
 * those of servers with open models hold texts of their own.
 */
const PLACES = [5, 4, 3, 2, 1, 0] as const;

const inOutput = (path: string) =>
  PLACES.map((place): JsonPointer => `/response/body/output/${place}/${path}`);

/** Responses (openai 6.49, Response and ResponseUsage, 2026-11-23): the same sums as for a chat, under other names. */
export const RESPONSES_RESULT_SHAPE: ResultShape = {
  ...LINE,
  // A call of a function has arguments and no content.
  text: [...inOutput("content/0/text"), ...inOutput("arguments")],
  // Why it is not complete; else `completed`, or `failed` under a status of 200 with the error in the body.
  finishReason: ["/response/body/incomplete_details/reason", "/response/body/status"],
  refusal: inOutput("content/0/refusal"),
  usagePresent: "/response/body/usage/input_tokens",
  usage: meters({
    input: "/response/body/usage/input_tokens",
    inside: "/response/body/usage/input_tokens_details",
    output: "/response/body/usage/output_tokens",
    reasoning: "/response/body/usage/output_tokens_details/reasoning_tokens",
  }),
};

const NO_METERS = {
  input: NOTHING,
  cached_input: NOTHING,
  cache_write_5m: NOTHING,
  cache_write_1h: NOTHING,
  output: NOTHING,
  reasoning: NOTHING,
};

/** Embeddings (openai 6.49, CreateEmbeddingResponse, 2026-11-23): vectors, and a usage of input alone. */
export const EMBEDDINGS_RESULT_SHAPE: ResultShape = {
  ...LINE,
  text: ["/response/body/data/0/embedding"],
  several: { signs: ["/response/body/data/1"], all: "/response/body/data" },
  finishReason: [],
  refusal: [],
  usagePresent: "/response/body/usage/prompt_tokens",
  usage: { ...NO_METERS, input: { plus: ["/response/body/usage/prompt_tokens"], minus: [] } },
};

/** Moderations (openai 6.49, ModerationCreateResponse, 2026-11-23): a judgement for each input, and no usage at all. */
export const MODERATIONS_RESULT_SHAPE: ResultShape = {
  ...LINE,
  text: ["/response/body/results"],
  finishReason: [],
  refusal: [],
  usagePresent: "/response/body/usage/prompt_tokens",
  usage: NO_METERS,
};

const SHAPES: Readonly<Record<string, ResultShape | undefined>> = {
  "/chat/completions": CHAT_RESULT_SHAPE,
  "/responses": RESPONSES_RESULT_SHAPE,
  "/embeddings": EMBEDDINGS_RESULT_SHAPE,
  "/moderations": MODERATIONS_RESULT_SHAPE,
};

/** The endpoints that `resultShape` knows, as OpenAI's batches name them. */
export const READABLE_ENDPOINTS: readonly string[] = Object.keys(SHAPES).map(
  (path) => `/v1${path}`,
);

/** `inside`: the details of the input, which includes what was read from the cache and written to it. */
function meters(at: Record<"input" | "inside" | "output" | "reasoning", JsonPointer>) {
  const cached: JsonPointer = `${at.inside}/cached_tokens`;
  const written: JsonPointer = `${at.inside}/cache_write_tokens`;
  return {
    input: { plus: [at.input], minus: [cached, written] },
    cached_input: { plus: [cached], minus: [] },
    // OpenAI has one price for cache writes whatever their age; this meter stands for it.
    cache_write_5m: { plus: [written], minus: [] },
    cache_write_1h: NOTHING,
    output: { plus: [at.output], minus: [] },
    reasoning: { plus: [at.reasoning], minus: [] },
  };
}
