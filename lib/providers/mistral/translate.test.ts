import { expect, test } from "vitest";
import { chatOf, type NeutralPrompt } from "../../core/request";
import { conversation } from "../../testing/conversation";
import { allowsJsonSchema, cannot, encode as encodeChat, imagesOf, NATIVE } from "./translate";

const encode = (prompt: NeutralPrompt, mark: string) => encodeChat(chatOf(prompt), mark);

const bodyOf = (request: Partial<Parameters<typeof encode>[0]>) =>
  JSON.parse(encode({ model: "mistral-small-latest", prompt: "p", ...request }, "7").line);

test("a line is an id and a body without a model", () => {
  const { endpoint, line } = encode(
    { model: "mistral-small-latest", system: "Be ⟦n:c1⟧", prompt: "Say ⟦n:c3⟧", temperature: 0.2 },
    "⟦n:r⟧",
  );
  expect(endpoint).toBe("/v1/chat/completions");
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toEqual({
    custom_id: "r⟦n:r⟧",
    body: {
      messages: [
        { role: "system", content: "Be ⟦n:c1⟧" },
        { role: "user", content: "Say ⟦n:c3⟧" },
      ],
      temperature: 0.2,
    },
  });
});

test("the limit of the output has the older name", () => {
  expect(bodyOf({ maxOutputTokens: 50 }).body).toMatchObject({ max_tokens: 50 });
});

test.each([
  [0, 0],
  [1.5, 1.5],
  [1.6, 1.5],
  [2, 1.5],
])("temperature %f is sent as %f", (asked, sent) => {
  expect(bodyOf({ temperature: asked }).body.temperature).toBe(sent);
});

test("a schema is sent as it is, strict only where that is known to work", () => {
  const closed = {
    type: "object",
    properties: { a: { type: "string" } },
    required: ["a"],
    additionalProperties: false,
  };
  const format = (outputSchema: object) =>
    bodyOf({ outputSchema: { ...outputSchema } }).body.response_format;
  expect(format(closed)).toEqual({
    type: "json_schema",
    json_schema: { name: "answer", strict: true, schema: closed },
  });
  expect(format({ ...closed, minProperties: 1 }).json_schema.strict).toBe(false);
});

test("images go beside the prompt, by address or in the line", () => {
  const images = [
    { kind: "url", url: "https://example.com/a.png" },
    { kind: "base64", mediaType: "image/png", data: "AAAA" },
  ] as const;
  expect(bodyOf({ images }).body.messages[0].content).toEqual([
    { type: "text", text: "p" },
    { type: "image_url", image_url: { url: "https://example.com/a.png" } },
    { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
  ]);
});

test.each([
  ["mistral-small-latest", true],
  ["mistral-small-3-2-2506", true],
  ["mistral-small-2402", false],
  ["mistral-medium-2505", false],
  ["mistral-medium-2508", true],
  ["mistral-medium-3-5", true],
  ["mistral-large-2411", false],
  ["mistral-large-2512", true],
  ["ministral-8b-2410", false],
  ["ministral-3-14b-2512", true],
  ["pixtral-12b-2409", true],
  ["codestral-2508", false],
  ["open-mistral-nemo", false],
])("%s takes images: %s", (model, takes) => {
  expect(imagesOf(model)).toEqual(takes ? ["url", "base64"] : []);
});

test("all models but one follow a schema", () => {
  expect(allowsJsonSchema("open-codestral-mamba")).toBe(false);
  expect(allowsJsonSchema("codestral-2508")).toBe(true);
});

test("a body that exists already is framed as it is", () => {
  expect(NATIVE.encode("/v1/chat/completions", "⟦n:j3⟧", "⟦n:r⟧").line).toBe(
    '{"custom_id":"r⟦n:r⟧","body":"⟦n:j3⟧"}',
  );
});

test("ids of calls are nine letters and digits, the same in a call and its answer", () => {
  const { body } = JSON.parse(encodeChat(conversation("mistral-large-2512"), "7").line);
  expect(body.messages.slice(2, 5)).toEqual([
    {
      ...{ role: "assistant", content: "Let me see." },
      tool_calls: [
        {
          ...{ id: "call00001", type: "function" },
          function: { name: "weather", arguments: '{"city":"Lima"}' },
        },
        {
          ...{ id: "call00002", type: "function" },
          function: { name: "weather", arguments: '{"city":"Oslo"}' },
        },
      ],
    },
    { role: "tool", tool_call_id: "call00001", content: "19" },
    { role: "tool", tool_call_id: "call00002", content: "-3" },
  ]);
  expect(body.tool_choice).toEqual({ type: "function", function: { name: "weather" } });
});

test.each([
  ["a negative seed", "mistral-large-2512", { seed: -1 }, ["seed"]],
  ["more heat than there is", "mistral-large-2512", { temperature: 1.8 }, ["temperature"]],
  ["effort of a model that has a choice", "mistral-small-latest", { reasoningEffort: "high" }, []],
  [
    "effort of one that has none",
    "magistral-small-latest",
    { reasoningEffort: "high" },
    ["reasoningEffort"],
  ],
])("%s", (_, model, more, named) => {
  expect(cannot({ ...chatOf({ model, prompt: "p" }), ...more })).toEqual(named);
});
