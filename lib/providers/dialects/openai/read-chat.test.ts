import { expect, test } from "vitest";
import { readChat } from "./read-chat";

const MODEL = "gpt-4o-mini";
const USER = { role: "user", content: "Hello" };
const body = (more: object = {}) => ({ model: MODEL, messages: [USER], ...more });
const PNG = "data:image/png;base64,iVBORw0KGgo=";

test("a conversation with tools and images is read whole", () => {
  const call = { id: "c1", type: "function", function: { name: "look", arguments: '{"a":1}' } };
  const read = readChat({
    ...body({ temperature: 0.5, max_completion_tokens: 9, stop: "END", seed: 7, top_p: 0.9 }),
    messages: [
      { role: "developer", content: "Be brief" },
      { role: "system", content: [{ type: "text", text: "Be kind" }] },
      { role: "user", content: [{ type: "text", text: "What is it?" }] },
      { role: "user", content: [{ type: "image_url", image_url: { url: PNG } }] },
      { role: "assistant", content: null, tool_calls: [call], refusal: null },
      { role: "tool", tool_call_id: "c1", content: "a dog" },
    ],
    tools: [{ type: "function", function: { name: "look", description: "Looks" } }],
    tool_choice: { type: "function", function: { name: "look" } },
    response_format: { type: "json_object" },
  });
  const made = { id: "c1", name: "look", arguments: '{"a":1}' };
  expect(read.kind === "read" && read.request).toEqual({
    model: MODEL,
    system: "Be brief\n\nBe kind",
    turns: [
      {
        role: "user",
        parts: [
          { kind: "text", text: "What is it?" },
          {
            kind: "image",
            image: { kind: "base64", mediaType: "image/png", data: "iVBORw0KGgo=" },
          },
        ],
      },
      { role: "assistant", text: null, calls: [made] },
      { role: "tool", call: made, text: "a dog" },
    ],
    tools: [{ name: "look", description: "Looks", parameters: { type: "object", properties: {} } }],
    toolChoice: { name: "look" },
    temperature: 0.5,
    maxOutputTokens: 9,
    stop: ["END"],
    seed: 7,
    topP: 0.9,
    jsonObject: true,
  });
});

test("what goes without saying, and what has no effect on the answer, is left out", () => {
  const silent = {
    ...{ top_p: 1, frequency_penalty: 0, presence_penalty: 0, n: 1, stream: false, stop: [] },
    ...{ logprobs: false, logit_bias: {}, parallel_tool_calls: true, service_tier: "auto" },
    ...{ user: "u", metadata: { a: "b" }, store: true, safety_identifier: "s", tools: [] },
    ...{ seed: null, temperature: null, response_format: { type: "text" } },
  };
  const read = readChat(body(silent));
  expect(read.kind === "read" && Object.keys(read.request)).toEqual(["model", "turns"]);
});

test.each([
  ["an unknown field", body({ verbosity: "low" }), "cannot_express", "verbosity"],
  ["log probabilities", body({ logprobs: true }), "cannot_express", "logprobs"],
  ["a bias", body({ logit_bias: { 50256: -100 } }), "cannot_express", "logit_bias.50256"],
  ["several answers", body({ n: 2 }), "cannot_express", "n"],
  ["a stream", body({ stream: true }), "cannot_express", "stream"],
  ["a tier", body({ service_tier: "flex" }), "cannot_express", "service_tier"],
  [
    "one call at a time",
    body({ parallel_tool_calls: false }),
    "cannot_express",
    "parallel_tool_calls",
  ],
  ["a wrong type", body({ temperature: "hot" }), "invalid_field", "temperature"],
  ["a value out of its range", body({ temperature: 3 }), "invalid_field", "temperature"],
  ["no messages", { model: MODEL }, "invalid_field", "messages"],
  [
    "sound",
    messages({ type: "input_audio", input_audio: {} }),
    "cannot_express",
    "messages[0].content[0].type",
  ],
  ["a file", messages({ type: "file", file: {} }), "cannot_express", "messages[0].content[0].type"],
  [
    "a resolution",
    messages({ type: "image_url", image_url: { url: PNG, detail: "high" } }),
    "cannot_express",
    "messages[0].content[0].image_url.detail",
  ],
  [
    "an image of an odd kind",
    messages({ type: "image_url", image_url: { url: "data:image/tiff;base64,AAAA" } }),
    "cannot_express",
    "messages[0].content[0].image_url.url",
  ],
  ["a name", body({ messages: [{ ...USER, name: "Ann" }] }), "cannot_express", "messages[0].name"],
  [
    "late instructions",
    said(USER, { role: "system", content: "Hm" }),
    "cannot_express",
    "messages[1].role",
  ],
  [
    "a beginning by the model",
    said({ role: "assistant", content: "Hi" }, USER),
    "cannot_express",
    "messages[0].role",
  ],
  [
    "an end by the model",
    said(USER, { role: "assistant", content: "Hi" }),
    "cannot_express",
    "messages",
  ],
  [
    "an answer to no call",
    said(USER, { role: "tool", tool_call_id: "x", content: "y" }),
    "cannot_express",
    "messages[1].tool_call_id",
  ],
  [
    "an old role",
    said(USER, { role: "function", name: "f", content: "y" }),
    "cannot_express",
    "messages[1].role",
  ],
  [
    "arguments that are no object",
    said(USER, {
      ...{ role: "assistant", content: null },
      tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "[1" } }],
    }),
    "cannot_express",
    "messages[1].tool_calls[0].function.arguments",
  ],
])("%s is refused by its field", (_, refused, code, field) => {
  expect(readChat(refused)).toEqual({ kind: "refused", code, field });
});

test("a field of the request leads back to the field of the body", () => {
  const read = readChat(body({ max_tokens: 5 }));
  if (read.kind !== "read") throw new Error("must be read");
  const { fieldOf } = read;
  expect([fieldOf("maxOutputTokens"), fieldOf("stop"), fieldOf("jsonObject")]).toEqual([
    ...["max_tokens", "stop", "response_format"],
  ]);
});

function messages(part: object) {
  return body({ messages: [{ role: "user", content: [part] }] });
}

function said(...all: object[]) {
  return body({ messages: all });
}
