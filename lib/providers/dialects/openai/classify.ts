import type { ResultFacts, Verdict } from "../../../core/outcome";

/** Judges one result line of a batch. `badFinishes` is for providers that have other reasons. Pure. */
export function classify(facts: ResultFacts, badFinishes = BAD_FINISHES): Verdict {
  const never = facts.errorCode === null ? undefined : NEVER_RUN[facts.errorCode];
  if (never !== undefined) return never;
  const { statusCode } = facts;
  if (statusCode === null) return failed(facts.errorCode ?? "no_response", !facts.errorCode);
  if (statusCode >= 200 && statusCode < 300) return judgeAnswer(facts, badFinishes);
  const retryable = RETRYABLE_STATUSES.has(statusCode) || statusCode >= 500;
  return failed(facts.errorCode ?? `http_${statusCode}`, retryable);
}

/**
 * The same for lines of moderations, of which none tells a usage: OpenAI says that its moderation models are free (its page
 * of omni-moderation-latest, read 2026-11-23). Pure.
 */
export function classifyModeration(facts: ResultFacts): Verdict {
  return { ...classify(facts), free: true };
}

/** How the result lines of a batch at this endpoint are judged. */
export function classifierOf(endpoint: string): (facts: ResultFacts) => Verdict {
  return /^(\/v1)?\/moderations$/.test(endpoint) ? classifyModeration : (facts) => classify(facts);
}

/** Codes of rows that the provider did not run and does not bill. */
const NEVER_RUN: Readonly<Record<string, Verdict | undefined>> = {
  batch_expired: { outcome: "expired", code: "batch_expired", retryable: true, free: true },
  batch_cancelled: { outcome: "cancelled", code: "batch_cancelled", retryable: false, free: true },
};

const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 409, 429]);

/** Codes by the reasons of billed answers that are no use: sending the row again would buy the same again. */
export type BadFinishes = Readonly<Record<string, string | undefined>>;

/** `max_output_tokens` and `incomplete` are of responses: why one is not complete, and one that does not say why. */
export const BAD_FINISHES: BadFinishes = {
  length: "output_truncated",
  max_output_tokens: "output_truncated",
  content_filter: "content_filter",
  incomplete: "incomplete_response",
};

/** Of responses that failed under a status of 200 (openai 6.49, ResponseError): what a 5xx or a 429 is elsewhere. */
const PASSING_ERRORS: ReadonlySet<string> = new Set([
  "server_error",
  "rate_limit_exceeded",
  "vector_store_timeout",
]);

function judgeAnswer(facts: ResultFacts, badFinishes: BadFinishes): Verdict {
  const { errorCode, finishReason } = facts;
  const finish = finishReason === null ? undefined : badFinishes[finishReason];
  if (facts.refused) return failed("refused", false);
  if (finishReason === "failed") {
    return failed(errorCode ?? "failed_response", PASSING_ERRORS.has(errorCode ?? ""));
  }
  if (finish !== undefined) return failed(finish, false);
  if (!facts.hasText) return failed(errorCode ?? "empty_output", false);
  return { outcome: "succeeded", code: null, retryable: false };
}

function failed(code: string, retryable: boolean): Verdict {
  return { outcome: "failed", code, retryable };
}
