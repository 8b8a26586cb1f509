import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLine } from "../../testing/result-line";
import { classify } from "./classify";
import { MESSAGE_RESULT_SHAPE } from "./shape";

const FIXTURE = new URL("fixtures/results.jsonl", import.meta.url);
const LINES = readFileSync(FIXTURE, "utf8").trim().split("\n");
const READ = LINES.map((line) => readLine(line, MESSAGE_RESULT_SHAPE));

test.each([
  ["r1", "succeeded", null, false, undefined],
  ["r2", "failed", "output_truncated", false, undefined],
  ["r3", "failed", "refused", false, undefined],
  ["r4", "failed", "content_filter", false, undefined],
  ["r5", "failed", "empty_output", false, undefined],
  ["r6", "succeeded", null, false, undefined],
  ["r7", "failed", "invalid_request_error", false, true],
  ["r8", "failed", "rate_limit_error", true, true],
  ["r9", "failed", "overloaded_error", true, true],
  ["r10", "failed", "api_error", true, true],
  ["r11", "expired", "batch_expired", true, true],
  ["r12", "cancelled", "batch_cancelled", false, true],
  ["r13", "failed", "no_response", true, true],
  ["r14", "failed", "output_truncated", false, undefined],
  ["r15", "failed", "pause_turn", false, undefined],
  ["r16", "succeeded", null, false, undefined],
])("%s is %s %s, retryable %s, free %s", (customId, outcome, code, retryable, free) => {
  const line = READ.find((one) => one.customId === customId);
  expect(line && classify(line.facts)).toEqual({ outcome, code, retryable, free });
});

test.each([
  ["authentication_error", false],
  ["billing_error", false],
  ["not_found_error", false],
  ["permission_error", false],
  ["request_too_large", false],
  ["timeout_error", true],
])("a request that errored with %s is free, and retryable: %s", (errorCode, retryable) => {
  const facts = { statusCode: null, errorCode, finishReason: "errored" };
  const verdict = classify({ ...facts, refused: false, hasText: false });
  expect(verdict).toEqual({ outcome: "failed", code: errorCode, retryable, free: true });
});

test("the text stands behind the thinking, and is kept when it was cut or filtered", () => {
  expect(READ[1]?.text).toBe("half an ans");
  expect(READ[3]?.text).toBe("First you");
  expect(READ[5]?.text).toBe(
    '[{"type":"tool_use","id":"toolu_1","name":"label","input":{"intent":"card"}}]',
  );
});

test("cache reads and both kinds of cache writes are apart from the input, thinking inside the output", () => {
  expect(READ[0]?.usage).toEqual({
    input: 176,
    cached_input: 1024,
    cache_write_5m: 0,
    cache_write_1h: 0,
    output: 5,
    reasoning: 0,
  });
  expect(READ[1]?.usage).toEqual({
    input: 50,
    cached_input: 20,
    cache_write_5m: 10,
    cache_write_1h: 20,
    output: 64,
    reasoning: 60,
  });
  expect(READ[2]?.usage).toMatchObject({ input: 30, cache_write_5m: 12, cache_write_1h: 0 });
});

test("usage that is not told is unknown", () => {
  expect(READ[4]?.usage).toBeNull();
  expect(READ[6]?.usage).toBeNull();
  expect(READ[10]?.usage).toBeNull();
});

test("the model that answered, the execution and the provider's message are read", () => {
  expect(READ[0]).toMatchObject({ model: "claude-haiku-4-5-20251001", requestId: "msg_01" });
  expect(READ[6]).toMatchObject({ message: expect.stringContaining("temperature"), model: null });
});
