import type { ResultFacts, Verdict } from "../../core/outcome";
import { classify as classifyChat } from "../dialects/openai/classify";

/** Judges one result line of a Together batch. A failed row has a code in place of a status. Rows that were not run have no line. Pure. */
export function classify(facts: ResultFacts): Verdict {
  const { statusCode, errorCode } = facts;
  if (statusCode !== null || errorCode === null) return classifyChat(facts);
  const status = /^[1-5]\d\d$/.test(errorCode) ? Number(errorCode) : null;
  if (status !== null) return classifyChat({ ...facts, statusCode: status, errorCode: null });
  return { outcome: "failed", code: errorCode, retryable: PASSING.test(errorCode) };
}

/** Codes of faults that pass: no list of them is published, so they are known by their words. */
const PASSING = /rate_limit|too_many_requests|server_error|unavailable|overloaded|timeout/;
