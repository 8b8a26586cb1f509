import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLine } from "../../testing/result-line";
import { classify } from "./classify";
import { shapeOf } from "./shape";

const LINES = readFileSync(new URL("./fixtures/results.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n");

const CLAUDE = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
const NOVA = "amazon.nova-lite-v1:0";
const LLAMA = "meta.llama3-3-70b-instruct-v1:0";

function read(recordId: string, model: string) {
  const line = LINES.find((one) => one.includes(`"recordId":"${recordId}"`));
  if (line === undefined) throw new Error(`no fixture ${recordId}`);
  return readLine(line, shapeOf(model));
}

test.each([
  [CLAUDE, "r1", "succeeded", null, false],
  [CLAUDE, "r2", "failed", "output_truncated", false],
  [CLAUDE, "r3", "failed", "refused", false],
  [CLAUDE, "r4", "failed", "400", false],
  [NOVA, "r5", "failed", "429", true],
  [LLAMA, "r6", "failed", "503", true],
  [CLAUDE, "r7", "failed", "no_response", true],
  [NOVA, "r8", "succeeded", null, false],
  [NOVA, "r9", "failed", "content_filter", false],
  [NOVA, "r10", "failed", "output_truncated", false],
  [LLAMA, "r11", "succeeded", null, false],
  [LLAMA, "r12", "failed", "output_truncated", false],
  [LLAMA, "r13", "failed", "empty_output", false],
])("%s: %s is %s %s, retryable %s", (model, recordId, outcome, code, retryable) => {
  const line = read(recordId, model);
  expect(line.customId).toBe(recordId);
  expect(classify(line.facts)).toEqual({ outcome, code, retryable });
});

test("Claude's meters are disjoint as they are", () => {
  expect(read("r1", CLAUDE).usage).toEqual({
    ...{ input: 12, cached_input: 5, cache_write_5m: 4, cache_write_1h: 3, output: 4 },
    reasoning: 0,
  });
});

test("Nova and Llama have names of their own for the same meters", () => {
  expect(read("r8", NOVA).usage).toMatchObject({ input: 9, cached_input: 0, output: 2 });
  expect(read("r11", LLAMA).usage).toMatchObject({ input: 21, output: 3 });
});

test("usage that is not told is unknown", () => {
  expect(read("r4", CLAUDE).usage).toBeNull();
  expect(read("r10", NOVA).usage).toBeNull();
});

test("text, words of the error and the execution's id are read; no line names the model", () => {
  expect(read("r1", CLAUDE)).toMatchObject({ text: "blue", requestId: "msg_bdrk_1", model: null });
  expect(read("r8", NOVA)).toMatchObject({ text: "green", requestId: null });
  expect(read("r11", LLAMA).text).toBe("\n\nred");
  expect(read("r2", CLAUDE).text).toBe("half an ans");
  expect(read("r4", CLAUDE).message).toBe("messages: Field required");
});
