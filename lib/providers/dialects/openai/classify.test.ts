import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLine } from "../../../testing/result-line";
import { classify } from "./classify";
import { CHAT_RESULT_SHAPE } from "./shape";

const FIXTURE = new URL("../../openai/fixtures/results.jsonl", import.meta.url);
const LINES = readFileSync(FIXTURE, "utf8").trim().split("\n");
const READ = LINES.map((line) => readLine(line, CHAT_RESULT_SHAPE));

test.each([
  ["r1", "succeeded", null, false, undefined],
  ["r2", "failed", "output_truncated", false, undefined],
  ["r3", "failed", "refused", false, undefined],
  ["r4", "failed", "content_filter", false, undefined],
  ["r5", "failed", "empty_output", false, undefined],
  ["r6", "succeeded", null, false, undefined],
  ["r7", "failed", "unsupported_value", false, undefined],
  ["r8", "failed", "rate_limit_exceeded", true, undefined],
  ["r9", "failed", "server_error", true, undefined],
  ["r10", "failed", "http_503", true, undefined],
  ["r11", "expired", "batch_expired", true, true],
  ["r12", "cancelled", "batch_cancelled", false, true],
  ["r13", "failed", "no_response", true, undefined],
  ["r14", "failed", "model_unavailable", false, undefined],
])("%s is %s %s, retryable %s, free %s", (customId, outcome, code, retryable, free) => {
  const line = READ.find((one) => one.customId === customId);
  expect(line && classify(line.facts)).toEqual({ outcome, code, retryable, free });
});

test.each([
  [408, true],
  [409, true],
  [429, true],
  [500, true],
  [599, true],
  [400, false],
  [401, false],
  [404, false],
  [422, false],
  [302, false],
])("status %i without a code is retryable: %s", (statusCode, retryable) => {
  const facts = { statusCode, errorCode: null, finishReason: null, refused: false, hasText: false };
  const code = `http_${statusCode}`;
  expect(classify(facts)).toEqual({ outcome: "failed", code, retryable });
});

test("a finish reason that we do not know is no failure while there is text", () => {
  const facts = { statusCode: 200, errorCode: null, refused: false, hasText: true };
  expect(classify({ ...facts, finishReason: "eos" }).outcome).toBe("succeeded");
  expect(classify({ ...facts, finishReason: null }).outcome).toBe("succeeded");
});

test("the text of a cut answer is kept", () => {
  expect(READ[1]?.text).toBe("half an ans");
});

test("a tool call is the text where there is no content", () => {
  expect(READ[5]?.text).toContain('"name":"label"');
});

test("cached and written tokens leave the input, reasoning stays inside the output", () => {
  expect(READ[0]?.usage).toMatchObject({ input: 176, cached_input: 1024, output: 5 });
  expect(READ[1]?.usage).toEqual({
    input: 50,
    cached_input: 20,
    cache_write_5m: 30,
    cache_write_1h: 0,
    output: 64,
    reasoning: 60,
  });
});

test("usage that is not told is unknown", () => {
  expect(READ[4]?.usage).toBeNull();
  expect(READ[6]?.usage).toBeNull();
  expect(READ[2]?.usage).toMatchObject({ input: 30, cached_input: 0, output: 8 });
});

test("the model that answered and the provider's message are read", () => {
  expect(READ[0]?.model).toBe("gpt-4.1-mini-2025-04-14");
  expect(READ[6]?.message).toContain("temperature");
  expect(READ[10]?.message).toContain("completion window");
});
