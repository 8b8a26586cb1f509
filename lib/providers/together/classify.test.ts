import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLine } from "../../testing/result-line";
import { classify } from "./classify";
import { TOGETHER_RESULT_SHAPE } from "./shape";

const LINES = readFileSync(new URL("./fixtures/results.jsonl", import.meta.url), "utf8").trim();
const READ = LINES.split("\n").map((line) => readLine(line, TOGETHER_RESULT_SHAPE));

function read(customId: string) {
  const found = READ.find((one) => one.customId === customId);
  if (found === undefined) throw new Error(`no fixture ${customId}`);
  return found;
}

test.each([
  ["r1", "succeeded", null, false],
  ["r2", "succeeded", null, false],
  ["r3", "failed", "output_truncated", false],
  ["r4", "failed", "empty_output", false],
  ["r5", "failed", "invalid_model", false],
  ["r6", "failed", "rate_limit_exceeded", true],
  ["r7", "failed", "server_error", true],
  ["r9", "failed", "http_400", false],
  ["r10", "failed", "invalid_request_error", false],
  ["r11", "failed", "no_response", true],
])("%s is %s %s, retryable %s", (customId, outcome, code, retryable) => {
  expect(classify(read(customId).facts)).toEqual({ outcome, code, retryable });
});

test("a status in place of a code is judged as a status", () => {
  // The engine reads numbers as text, too.
  const facts = { ...read("r8").facts, errorCode: "429" };
  expect(classify(facts)).toEqual({ outcome: "failed", code: "http_429", retryable: true });
});

test("meters, where the provider tells details and where not", () => {
  expect(read("r1").usage).toMatchObject({ input: 120, cached_input: 0, output: 5, reasoning: 0 });
  expect(read("r2").usage).toMatchObject({ input: 80, cached_input: 20, output: 64 });
  expect(read("r4").usage).toBeNull();
  expect(read("r6").usage).toBeNull();
});

test("the answer's id stands for the line's; a failed row has none", () => {
  expect(read("r1").requestId).toBe("nz1-abc");
  expect(read("r5").requestId).toBeNull();
  expect(read("r5").message).toBe("Invalid model specified");
});
