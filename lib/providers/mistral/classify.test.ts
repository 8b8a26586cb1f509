import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLine } from "../../testing/result-line";
import { classify } from "./classify";
import { MISTRAL_RESULT_SHAPE } from "./shape";

const LINES = readFileSync(new URL("./fixtures/results.jsonl", import.meta.url), "utf8").trim();
const READ = LINES.split("\n").map((line) => readLine(line, MISTRAL_RESULT_SHAPE));

function read(customId: string) {
  const found = READ.find((one) => one.customId === customId);
  if (found === undefined) throw new Error(`no fixture ${customId}`);
  return found;
}

test.each([
  ["r1", "succeeded", null, false],
  ["r2", "succeeded", null, false],
  ["r3", "succeeded", null, false],
  ["r4", "failed", "output_truncated", false],
  ["r5", "failed", "output_truncated", false],
  ["r6", "failed", "finish_error", false],
  ["r7", "failed", "empty_output", false],
  ["r8", "failed", "extra_forbidden", false],
  ["r9", "failed", "rate_limited", true],
  ["r10", "failed", "internal_server_error", true],
  ["r11", "failed", "http_503", true],
  ["r12", "failed", "no_response", true],
])("%s is %s %s, retryable %s", (customId, outcome, code, retryable) => {
  expect(classify(read(customId).facts)).toEqual({ outcome, code, retryable });
});

test("cached tokens leave the input, and are counted once though they are told twice", () => {
  expect(read("r1").usage).toMatchObject({ input: 176, cached_input: 1024, output: 5 });
});

test("reasoning stays inside the output", () => {
  expect(read("r2").usage).toMatchObject({ input: 30, cached_input: 0, output: 64, reasoning: 60 });
});

test("usage that is not told is unknown", () => {
  expect(read("r6").usage).toBeNull();
  expect(read("r8").usage).toBeNull();
  expect(read("r7").usage).toMatchObject({ input: 10, output: 0 });
});

test("the text of an answer in chunks leaves the thoughts out", () => {
  expect(read("r2").text).toBe("blue");
});

test("a tool call is the text where the content is empty", () => {
  expect(read("r3").text).toContain('"name":"label"');
});

test("the text of a cut answer is kept", () => {
  expect(read("r4").text).toBe("half an ans");
});

test("the provider's words and its id of the execution are read", () => {
  expect(read("r1").requestId).toBe("batch-1a2b-1");
  expect(read("r8").message).toBe("Extra inputs are not permitted");
  expect(read("r9").message).toBe("Rate limit exceeded");
  expect(read("r12").message).toBe("the request was lost");
});
