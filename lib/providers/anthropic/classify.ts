import type { ResultFacts, Verdict } from "../../core/outcome";
import { TOO_LONG } from "../live-request";

/** Judges one result line of a message batch. Only what succeeded was billed (Anthropic guide to batches, 2026-11). Pure. */
export function classify(facts: ResultFacts): Verdict {
  const { errorCode, finishReason } = facts;
  if (errorCode !== null) {
    return { ...failed(errorCode, PASSING_ERRORS.has(errorCode)), free: true };
  }
  const never = finishReason === null ? undefined : NOT_SUCCEEDED[finishReason];
  return never ?? judgeAnswer(facts);
}

/** Errors that may not come again: 429, 500, 504 and 529 of the single request. */
const PASSING_ERRORS: ReadonlySet<string> = new Set([
  "rate_limit_error",
  "api_error",
  "timeout_error",
  "overloaded_error",
]);

/** Result types that stand in for a finish reason. */
const NOT_SUCCEEDED: Readonly<Record<string, Verdict | undefined>> = {
  expired: { outcome: "expired", code: "batch_expired", retryable: true, free: true },
  canceled: { outcome: "cancelled", code: "batch_cancelled", retryable: false, free: true },
  errored: { outcome: "failed", code: "no_response", retryable: true, free: true },
};

/** A billed answer that is no use: sending the row again would buy the same again. */
const BAD_FINISHES: Readonly<Record<string, string | undefined>> = {
  max_tokens: "output_truncated",
  model_context_window_exceeded: "output_truncated",
  refusal: "refused",
  // The turn of a tool that runs at the provider was cut; only a further request could carry on.
  pause_turn: "pause_turn",
  // Our own word, in real time, for an answer that was given up for its length.
  [TOO_LONG.code]: TOO_LONG.code,
};

function judgeAnswer({ finishReason, refused, hasText }: ResultFacts): Verdict {
  const finish = finishReason === null ? undefined : BAD_FINISHES[finishReason];
  if (finish !== undefined) return failed(finish, false);
  // What stopped it is then the name of a policy.
  if (refused) return failed("content_filter", false);
  if (!hasText) return failed("empty_output", false);
  return { outcome: "succeeded", code: null, retryable: false };
}

function failed(code: string, retryable: boolean): Verdict {
  return { outcome: "failed", code, retryable };
}
