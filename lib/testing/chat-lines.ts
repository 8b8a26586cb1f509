import type { ResultFacts, Verdict } from "../core/outcome";
import type { JsonPointer, ResultShape } from "../core/result-shape";

const body = (path: string): JsonPointer => `/response/body/${path}`;
const usage = (path: string): JsonPointer => body(`usage/${path}`);
const only = (...plus: JsonPointer[]) => ({ plus, minus: [] });
/** Chat completions as a batch returns them. */
export const SHAPE: ResultShape = {
  customId: "/custom_id",
  requestId: "/response/request_id",
  statusCode: "/response/status_code",
  errorCode: [body("error/code"), "/error/code"],
  errorMessage: [body("error/message"), "/error/message"],
  text: [body("choices/0/message/content")],
  finishReason: [body("choices/0/finish_reason")],
  refusal: [body("choices/0/message/refusal")],
  model: body("model"),
  usagePresent: usage("prompt_tokens"),
  usage: {
    input: {
      plus: [usage("prompt_tokens")],
      minus: [usage("prompt_tokens_details/cached_tokens")],
    },
    cached_input: only(usage("prompt_tokens_details/cached_tokens")),
    cache_write_5m: only(),
    cache_write_1h: only(),
    output: only(usage("completion_tokens")),
    reasoning: only(usage("completion_tokens_details/reasoning_tokens")),
  },
};

/** A simple rule, enough to tell outcomes apart. */
export function classify(facts: ResultFacts): Verdict {
  if (facts.statusCode === null)
    return { outcome: "expired", code: facts.errorCode, retryable: true };
  if (facts.statusCode !== 200) {
    const retryable = facts.statusCode === 429 || facts.statusCode >= 500;
    return { outcome: "failed", code: facts.errorCode ?? `http_${facts.statusCode}`, retryable };
  }
  if (facts.refused) return { outcome: "failed", code: "refused", retryable: false };
  if (facts.finishReason === "length")
    return { outcome: "failed", code: "truncated", retryable: false };
  return facts.hasText
    ? { outcome: "succeeded", code: null, retryable: false }
    : { outcome: "failed", code: "empty", retryable: false };
}

export interface Answer {
  readonly id?: string;
  readonly requestId?: string;
  readonly text?: string | null;
  readonly finish?: string;
  readonly refusal?: string;
  readonly model?: string;
  readonly tokens?: readonly [prompt: number, cached: number, completion: number] | null;
}

/** An answered line. */
export function ok(row: number, answer: Answer = {}): string {
  const tokens = answer.tokens === undefined ? [100, 20, 7] : answer.tokens;
  const message = {
    role: "assistant",
    content: answer.text ?? `answer ${row}`,
    refusal: answer.refusal ?? null,
  };
  if (answer.text === null) message.content = null as unknown as string;
  return JSON.stringify({
    id: `batch_req_${row}`,
    custom_id: answer.id ?? `r${row}`,
    response: {
      status_code: 200,
      request_id: answer.requestId ?? `req_${row}`,
      body: {
        model: answer.model ?? "m-1",
        choices: [{ index: 0, message, finish_reason: answer.finish ?? "stop" }],
        ...(tokens && {
          usage: {
            prompt_tokens: tokens[0],
            completion_tokens: tokens[2],
            prompt_tokens_details: { cached_tokens: tokens[1] },
          },
        }),
      },
    },
    error: null,
  });
}

/** A line of a request that was refused. */
export const refusedCall = (row: number, status: number, code: string | null, message = "no") =>
  JSON.stringify({
    custom_id: `r${row}`,
    response: { status_code: status, request_id: `req_${row}`, body: { error: { code, message } } },
    error: null,
  });

/** A line of a request that was never run. */
export const neverRan = (row: number) =>
  JSON.stringify({
    custom_id: `r${row}`,
    response: null,
    error: { code: "batch_expired", message: "too late" },
  });
