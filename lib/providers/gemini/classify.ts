import type { ResultFacts, Verdict } from "../../core/outcome";
import { isPassing, statusName } from "./status-code";

/** Judges one result line of a Gemini batch: an error, or a response that may be blocked, cut off or empty. Pure. */
export function classify(facts: ResultFacts): Verdict {
  if (facts.errorCode !== null) {
    const code = statusName(facts.errorCode);
    return failed(code, isPassing(code));
  }
  const finish = facts.finishReason === null ? undefined : BAD_FINISHES[facts.finishReason];
  if (facts.refused) return failed("refused", false);
  if (finish !== undefined) return failed(finish, false);
  if (!facts.hasText) return failed("empty_output", false);
  return { outcome: "succeeded", code: null, retryable: false };
}

/** A billed answer that is no use (`FinishReason` of @google/genai 2.32): sending the row again would buy the same again. */
const BAD_FINISHES: Readonly<Record<string, string | undefined>> = {
  MAX_TOKENS: "output_truncated",
  CONTINUATION: "output_truncated",
  SAFETY: "content_filter",
  RECITATION: "content_filter",
  LANGUAGE: "content_filter",
  BLOCKLIST: "content_filter",
  PROHIBITED_CONTENT: "content_filter",
  SPII: "content_filter",
  MALFORMED_FUNCTION_CALL: "malformed_tool_use",
  UNEXPECTED_TOOL_CALL: "malformed_tool_use",
};

function failed(code: string, retryable: boolean): Verdict {
  return { outcome: "failed", code, retryable };
}
