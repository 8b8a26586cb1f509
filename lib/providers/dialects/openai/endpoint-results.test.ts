import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLine } from "../../../testing/result-line";
import { classifierOf } from "./classify";
import {
  CHAT_RESULT_SHAPE,
  EMBEDDINGS_RESULT_SHAPE,
  MODERATIONS_RESULT_SHAPE,
  READABLE_ENDPOINTS,
  RESPONSES_RESULT_SHAPE,
  resultShape,
} from "./shape";

const responses = readFixture("responses");
const embeddings = readFixture("embeddings");
const moderations = readFixture("moderations");

test.each([
  ["/v1/chat/completions", CHAT_RESULT_SHAPE],
  ["/chat/completions", CHAT_RESULT_SHAPE],
  ["/v1/responses", RESPONSES_RESULT_SHAPE],
  ["/responses", RESPONSES_RESULT_SHAPE],
  ["/v1/embeddings", EMBEDDINGS_RESULT_SHAPE],
  ["/v1/moderations", MODERATIONS_RESULT_SHAPE],
])("the shape of %s", (endpoint, shape) => expect(resultShape(endpoint)).toBe(shape));

test.each(["/v1/completions", "/v1/v1/responses", "/v1/images/generations", "", "responses"])(
  "answers of %j cannot be read",
  (endpoint) => {
    expect(() => resultShape(endpoint)).toThrow(READABLE_ENDPOINTS.join(", "));
  },
);

test.each([
  ["r1", "succeeded", null, false, "card_arrival"],
  ["r2", "succeeded", null, false, "card_lost"],
  ["r3", "failed", "output_truncated", false, "half an ans"],
  ["r4", "failed", "output_truncated", false, null],
  ["r5", "failed", "content_filter", false, null],
  ["r6", "failed", "incomplete_response", false, "some"],
  ["r7", "failed", "refused", false, null],
  ["r8", "failed", "server_error", true, null],
  ["r9", "failed", "invalid_prompt", false, null],
  ["r10", "failed", "failed_response", false, null],
  ["r11", "failed", "empty_output", false, null],
  ["r12", "succeeded", null, false, '{"intent":"card"}'],
  ["r13", "succeeded", null, false, "card_swallowed"],
  ["r14", "failed", "rate_limit_exceeded", true, null],
  ["r15", "expired", "batch_expired", true, null],
])("the response %s is %s %s, retryable %s, text %s", (id, outcome, code, retryable, text) => {
  const { line, verdict } = responses(id);
  expect(verdict).toMatchObject({ outcome, code, retryable });
  expect(line.text).toBe(text);
});

test("the meters of a response are disjoint, reasoning stays inside the output", () => {
  expect(responses("r1").line.usage).toEqual({
    ...{ input: 176, cached_input: 1024, cache_write_5m: 0, cache_write_1h: 0 },
    ...{ output: 70, reasoning: 64 },
  });
  expect(responses("r8").line.usage).toBeNull();
});

test("the model and the words of a failed response are read", () => {
  expect(responses("r2").line.model).toBe("gpt-4.1-mini-2025-04-14");
  expect(responses("r9").line.message).toBe("The model failed.");
});

test.each([
  ["r1", "succeeded", null, "[0.25,-0.5,0.125]"],
  ["r3", "succeeded", null, "AACAPgAAAL8="],
  ["r4", "succeeded", null, "[0.5]"],
  ["r5", "failed", "context_length_exceeded", null],
  ["r6", "expired", "batch_expired", null],
])("the embedding %s is %s %s, text %s", (id, outcome, code, text) => {
  const { line, verdict } = embeddings(id);
  expect(verdict).toMatchObject({ outcome, code });
  expect(line.text).toBe(text);
});

test("the text of several embeddings is their list", () => {
  const text = embeddings("r2").line.text ?? "";
  expect(JSON.parse(text)).toEqual([
    { object: "embedding", index: 0, embedding: [0.5, 0.5, -0.5] },
    { object: "embedding", index: 1, embedding: [-0.25, 0.5, 0.75] },
  ]);
});

test("an embedding uses input alone, and one that tells none is unknown", () => {
  expect(embeddings("r2").line.usage).toEqual({
    ...{ input: 16, cached_input: 0, cache_write_5m: 0, cache_write_1h: 0 },
    ...{ output: 0, reasoning: 0 },
  });
  expect(embeddings("r4").line.usage).toBeNull();
  expect(embeddings("r4").verdict.free).toBeUndefined();
});

test.each([
  ["r1", "succeeded", null, 1],
  ["r2", "succeeded", null, 2],
  ["r3", "failed", "invalid_type", null],
  ["r4", "expired", "batch_expired", null],
])("the moderation %s is %s %s, free, with %s results", (id, outcome, code, count) => {
  const { line, verdict } = moderations(id);
  expect(verdict).toMatchObject({ outcome, code, free: true });
  expect(line.usage).toBeNull();
  expect(line.text === null ? null : JSON.parse(line.text).length).toBe(count);
});

test("no other endpoint is free", () => {
  const facts = { statusCode: 200, errorCode: null, finishReason: null, refused: false };
  for (const endpoint of READABLE_ENDPOINTS) {
    const { free } = classifierOf(endpoint)({ ...facts, hasText: true });
    expect([endpoint, free]).toEqual([endpoint, endpoint.endsWith("moderations") || undefined]);
  }
});

function readFixture(name: string) {
  const file = new URL(`../../openai/fixtures/${name}.jsonl`, import.meta.url);
  const shape = resultShape(`/v1/${name}`);
  const lines = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((text) => readLine(text, shape));
  return (customId: string) => {
    const line = lines.find((one) => one.customId === customId);
    if (line === undefined) throw new Error(`no line ${customId}`);
    return { line, verdict: classifierOf(`/v1/${name}`)(line.facts) };
  };
}
