import type { ResultFacts, Verdict } from "../../core/outcome";

/** Judges one result line of a job, whatever the family of its model. Records that were not run have no line. Pure. */
export function classify({ errorCode, finishReason, refused, hasText }: ResultFacts): Verdict {
  if (errorCode !== null) return failed(errorCode, isPassing(errorCode));
  const finish = finishReason === null ? undefined : BAD_FINISHES[finishReason];
  if (finish !== undefined) return failed(finish, false);
  // What stopped it is then the name of a policy.
  if (refused) return failed("content_filter", false);
  if (finishReason === null && !hasText) return failed("no_response", true);
  if (!hasText) return failed("empty_output", false);
  return { outcome: "succeeded", code: null, retryable: false };
}

/** The codes are statuses of `InvokeModel`: time ran out, too many requests, and everything of the server's. */
function isPassing(code: string): boolean {
  const status = Number(code);
  return status === 408 || status === 409 || status === 424 || status === 429 || status >= 500;
}

/** A billed answer that is no use: sending the row again would buy the same again. */
const BAD_FINISHES: Readonly<Record<string, string | undefined>> = {
  // Claude.
  max_tokens: "output_truncated",
  model_context_window_exceeded: "output_truncated",
  refusal: "refused",
  pause_turn: "pause_turn",
  // Nova.
  content_filtered: "content_filter",
  guardrail_intervened: "content_filter",
  malformed_model_output: "malformed_model_output",
  malformed_tool_use: "malformed_tool_use",
  // Llama.
  length: "output_truncated",
};

function failed(code: string, retryable: boolean): Verdict {
  return { outcome: "failed", code, retryable };
}
