import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLine } from "../../testing/result-line";
import { classify } from "./classify";
import { GEMINI_RESULT_SHAPE } from "./shape";

const FIXTURE = new URL("fixtures/results.jsonl", import.meta.url);
const LINES = readFileSync(FIXTURE, "utf8").trim().split("\n");
const READ = new Map(
  LINES.map((line) => readLine(line, GEMINI_RESULT_SHAPE)).map((one) => [one.customId, one]),
);

test.each([
  ["r1", "succeeded", null, false],
  ["r2", "failed", "output_truncated", false],
  ["r3", "failed", "refused", false],
  ["r4", "failed", "content_filter", false],
  ["r5", "failed", "empty_output", false],
  ["r6", "succeeded", null, false],
  ["r7", "failed", "INVALID_ARGUMENT", false],
  ["r8", "failed", "RESOURCE_EXHAUSTED", true],
  ["r9", "failed", "INTERNAL", true],
  ["r10", "failed", "UNAVAILABLE", true],
  ["r11", "failed", "CANCELLED", true],
  ["r12", "failed", "http_502", true],
  ["r13", "failed", "empty_output", false],
  ["r14", "succeeded", null, false],
  ["r15", "succeeded", null, false],
])("%s is %s %s, retryable %s", (key, outcome, code, retryable) => {
  const line = READ.get(key);
  expect(line && classify(line.facts)).toEqual({ outcome, code, retryable });
});

test.each([
  ["2", "UNKNOWN", true],
  ["4", "DEADLINE_EXCEEDED", true],
  ["10", "ABORTED", true],
  ["14", "UNAVAILABLE", true],
  ["408", "http_408", true],
  ["409", "ABORTED", true],
  ["500", "INTERNAL", true],
  ["5", "NOT_FOUND", false],
  ["7", "PERMISSION_DENIED", false],
  ["9", "FAILED_PRECONDITION", false],
  ["400", "INVALID_ARGUMENT", false],
  ["418", "http_418", false],
  ["UNAVAILABLE", "UNAVAILABLE", true],
  ["SOMETHING_NEW", "SOMETHING_NEW", false],
])("error %s is %s, retryable: %s", (errorCode, code, retryable) => {
  const facts = { statusCode: null, finishReason: null, refused: false, hasText: false };
  expect(classify({ ...facts, errorCode })).toEqual({ outcome: "failed", code, retryable });
});

test("cached tokens leave the input, thoughts are output, tool results are input", () => {
  expect(READ.get("r1")?.usage).toEqual({
    input: 79,
    cached_input: 128,
    cache_write_5m: 0,
    cache_write_1h: 0,
    output: 65,
    reasoning: 60,
  });
});

test("counts that are left out are zero, usage that is left out is unknown", () => {
  expect(READ.get("r3")?.usage).toMatchObject({ input: 30, cached_input: 0, output: 0 });
  expect(READ.get("r5")?.usage).toMatchObject({ input: 30, output: 9, reasoning: 9 });
  expect(READ.get("r14")?.usage).toBeNull();
  expect(READ.get("r7")?.usage).toBeNull();
});

test("texts, models and messages are read", () => {
  expect(READ.get("r2")?.text).toBe("half an ans");
  expect(READ.get("r6")?.text).toContain('"name":"label"');
  expect(READ.get("r1")?.model).toBe("gemini-2.5-flash");
  expect(READ.get("r1")?.requestId).toBe("resp1");
  expect(READ.get("r9")?.message).toBe("Internal error");
});
