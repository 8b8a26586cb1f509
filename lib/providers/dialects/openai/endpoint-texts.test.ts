import { expect, test } from "vitest";
import { endpointTexts } from "./endpoint-texts";

const textsOf = (url: string | undefined, body: unknown) =>
  endpointTexts(JSON.stringify({ custom_id: "r1", method: "POST", url, body }));

const chat = {
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hi" },
  ],
};
const briefly = { system: "Be brief.", prompt: "Hi", others: [], messages: 2 };

test.each([
  ["a chat", "/v1/chat/completions", chat],
  ["a chat without the name of its endpoint", undefined, chat],
  ["a chat at Azure", "/chat/completions", chat],
  ["a response", "/v1/responses", { instructions: "Be brief.", input: "Hi" }],
  ["a response at Azure", "/responses", { instructions: "Be brief.", input: "Hi" }],
  ["a response with instructions among its items", "/v1/responses", { input: chat.messages }],
  [
    "a response in parts",
    "/v1/responses",
    {
      instructions: "Be brief.",
      input: [
        {
          role: "user",
          content: [
            { type: "input_image", image_url: "https://example.com/a.png" },
            { type: "input_text", text: "Hi" },
          ],
        },
      ],
    },
  ],
])("%s", (_, url, body) => expect(textsOf(url, body)).toEqual(briefly));

test("earlier turns, calls, their results, a format and tools count too", () => {
  const body = {
    input: [
      { role: "user", content: "One" },
      { type: "function_call", name: "look", arguments: '{"at":1}' },
      { type: "function_call_output", output: "Two" },
      { role: "user", content: "3" },
    ],
    text: { format: { type: "json_schema", name: "answer", schema: {} } },
    tools: [{ type: "function", name: "look" }],
  };
  expect(textsOf("/v1/responses", body)).toEqual({
    system: null,
    prompt: "3",
    others: [
      "One",
      '{"at":1}',
      "Two",
      JSON.stringify(body.text.format),
      JSON.stringify(body.tools),
    ],
    messages: 4,
  });
});

test.each([
  ["/v1/embeddings", "Hi", "Hi", []],
  ["/v1/embeddings", ["One", "Two", "Three"], "Three", ["One", "Two"]],
  ["/v1/moderations", "Hi", "Hi", []],
  [
    "/v1/moderations",
    [
      { type: "text", text: "Hi" },
      { type: "image_url", image_url: { url: "https://example.com/a.png" } },
    ],
    "Hi",
    [],
  ],
  ["/v1/moderations", [{ type: "image_url", image_url: { url: "data:image/png," } }], null, []],
])("%s reads %j", (url, input, prompt, others) => {
  expect(textsOf(url, { model: "m", input })).toEqual({
    ...{ system: null, prompt, others, messages: 0 },
  });
});

test.each([
  ["/v1/embeddings", { input: [1, 2, 3] }],
  ["/v1/embeddings", { input: [[1], [2]] }],
  ["/v1/embeddings", {}],
  ["/v1/responses", { messages: [] }],
  ["/v1/moderations", null],
  ["/v1/images/generations", { prompt: "A cat" }],
])("%s does not tell its texts in %j", (url, body) => expect(textsOf(url, body)).toBeNull());
