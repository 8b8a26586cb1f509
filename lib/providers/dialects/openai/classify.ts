import type { ResultFacts, Verdict } from "../../../core/outcome";

/** Judges one result line of a chat-completions batch. `badFinishes` is for providers that have other reasons. Pure. */
export function classify(facts: ResultFacts, badFinishes = BAD_FINISHES): Verdict {
  const never = facts.errorCode === null ? undefined : NEVER_RUN[facts.errorCode];
  if (never !== undefined) return never;
  const { statusCode } = facts;
  if (statusCode === null) return failed(facts.errorCode ?? "no_response", !facts.errorCode);
  if (statusCode >= 200 && statusCode < 300) return judgeAnswer(facts, badFinishes);
  const retryable = RETRYABLE_STATUSES.has(statusCode) || statusCode >= 500;
  return failed(facts.errorCode ?? `http_${statusCode}`, retryable);
}

/** Codes of rows that the provider did not run and does not bill. */
const NEVER_RUN: Readonly<Record<string, Verdict | undefined>> = {
  batch_expired: { outcome: "expired", code: "batch_expired", retryable: true, free: true },
  batch_cancelled: { outcome: "cancelled", code: "batch_cancelled", retryable: false, free: true },
};

const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 409, 429]);

/** Codes by the reasons of billed answers that are no use: sending the row again would buy the same again. */
export type BadFinishes = Readonly<Record<string, string | undefined>>;

export const BAD_FINISHES: BadFinishes = {
  length: "output_truncated",
  content_filter: "content_filter",
};

function judgeAnswer(facts: ResultFacts, badFinishes: BadFinishes): Verdict {
  const finish = facts.finishReason === null ? undefined : badFinishes[facts.finishReason];
  if (facts.refused) return failed("refused", false);
  if (finish !== undefined) return failed(finish, false);
  if (!facts.hasText) return failed(facts.errorCode ?? "empty_output", false);
  return { outcome: "succeeded", code: null, retryable: false };
}

function failed(code: string, retryable: boolean): Verdict {
  return { outcome: "failed", code, retryable };
}
