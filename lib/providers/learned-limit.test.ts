import { expect, test } from "vitest";
import { readLimit } from "./learned-limit";

const told = (figure: string) =>
  `Enqueued token limit reached for gpt-4o in organization org-x. Limit: ${figure} enqueued tokens. Please try again once some in_progress batches have been completed.`;
const CODE = "token_limit_exceeded";

test.each([
  [told("90,000"), 90_000],
  [told("90000"), 90_000],
  [told("20,000,000"), 20_000_000],
  [told("5,000,000,000"), 5_000_000_000],
  [told("100"), 100],
])("%s", (message, value) => {
  expect(readLimit(CODE, message)).toEqual({ kind: "enqueued_tokens", value });
});

test.each([
  [CODE, null],
  [CODE, ""],
  [CODE, "Enqueued token limit reached for gpt-6-luna"],
  [CODE, told("0")],
  [CODE, told("90.000")],
  [CODE, told("9".repeat(30))],
  [CODE, "Limit: 90,000 requests."],
  // Together has one code for all failures, Gemini one message for all quotas.
  ["batch_failed", told("90,000")],
  [CODE, "You exceeded your current quota, please check your plan and billing details."],
  ["rate_limit_error", "This would exceed the limit: 200000 enqueued tokens"],
  [null, told("90,000")],
])("no figure is made up: %s, %s", (code, message) => {
  expect(readLimit(code, message)).toBeNull();
});
