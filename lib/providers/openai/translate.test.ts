import { expect, test } from "vitest";
import { jsonMark, renderLine, rowMark, splitMarks, textMark } from "../../core/line-template";
import { chatOf, type NeutralPrompt } from "../../core/request";
import { conversation } from "../../testing/conversation";
import {
  allowsJsonSchema,
  allowsTemperature,
  cannot,
  encode as encodeChat,
  imagesOf,
  NATIVE,
} from "./translate";

const encode = (prompt: NeutralPrompt, mark: string) => encodeChat(chatOf(prompt), mark);

const ROW = rowMark("n0nce");
const REQUEST = { model: "gpt-4.1-mini", prompt: "Say hello" };

const bodyOf = (line: string) => JSON.parse(line).body;

test("a prompt becomes one compact chat line", () => {
  expect(encode(REQUEST, ROW)).toEqual({
    endpoint: "/v1/chat/completions",
    line: '{"custom_id":"r⟦n0nce:r⟧","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"Say hello"}]}}',
  });
});

test("a line with marks renders to valid JSON with the row's own values", () => {
  const prompt = `Classify "this": ${textMark("n0nce", 1)}\n`;
  const { line } = encode({ ...REQUEST, system: "Be brief", prompt }, ROW);
  const rendered = JSON.parse(
    renderLine(splitMarks(line, "n0nce"), 42, ["unused", 'He said "no"\n\\ \u0001 ⟦x⟧ 🎈']),
  );
  expect(rendered.custom_id).toBe("r42");
  expect(rendered.body.messages[1].content).toBe(
    'Classify "this": He said "no"\n\\ \u0001 ⟦x⟧ 🎈\n',
  );
});

test("a raw line takes the row's body verbatim", () => {
  const { line } = NATIVE.encode("/v1/chat/completions", jsonMark("n0nce", 0), ROW);
  const rendered = renderLine(splitMarks(line, "n0nce"), 3, ['{"model":"gpt-4o", "n": 1.0}']);
  expect(rendered).toBe(
    '{"custom_id":"r3","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o", "n": 1.0}}',
  );
});

test.each([
  ["gpt-4o", "system", 0.2],
  ["gpt-4.1-nano-2025-04-14", "system", 0.2],
  ["ft:gpt-4o-mini-2024-07-18:acme::1", "system", 0.2],
  ["gpt-5-chat-latest", "system", 0.2],
  ["o3-mini", "developer", undefined],
  ["gpt-5", "developer", undefined],
  ["gpt-5.6-luna", "developer", undefined],
  ["ft:o4-mini-2025-04-16:acme::1", "developer", undefined],
  ["some-model-of-next-year", "developer", undefined],
])("%s gets its instructions as %s and temperature %s", (model, role, temperature) => {
  const request = { ...REQUEST, model, system: "Be brief", temperature: 0.2, maxOutputTokens: 9 };
  const body = bodyOf(encode(request, ROW).line);
  expect(body.messages[0]).toEqual({ role, content: "Be brief" });
  expect(body.temperature).toBe(temperature);
  expect(body.max_completion_tokens).toBe(9);
  expect(allowsTemperature(model)).toBe(temperature !== undefined);
});

test("temperature 0 is sent", () => {
  expect(bodyOf(encode({ ...REQUEST, temperature: 0 }, ROW).line).temperature).toBe(0);
});

test("an empty system text sends no message", () => {
  expect(bodyOf(encode({ ...REQUEST, system: "" }, ROW).line).messages).toHaveLength(1);
});

test("a schema goes out as it came, strict only where it qualifies", () => {
  const closed = {
    type: "object",
    properties: { intent: { type: "string" } },
    required: ["intent"],
    additionalProperties: false,
  };
  const open = { type: "object", properties: { intent: { type: "string" } } };
  const format = (outputSchema: Record<string, unknown>) =>
    bodyOf(encode({ ...REQUEST, outputSchema }, ROW).line).response_format;
  expect(format(closed)).toEqual({
    type: "json_schema",
    json_schema: { name: "answer", strict: true, schema: closed },
  });
  expect(format(open).json_schema).toEqual({ name: "answer", strict: false, schema: open });
});

test.each([
  ["gpt-3.5-turbo-0125", false],
  ["gpt-4", false],
  ["gpt-4-turbo", false],
  ["gpt-4o-2024-05-13", false],
  ["gpt-4o", true],
  ["gpt-4.1", true],
  ["o1", true],
  ["gpt-5.6-sol", true],
])("%s takes a schema: %s", (model, takes) => {
  expect(allowsJsonSchema(model)).toBe(takes);
});

test("images follow the prompt, by address or as data", () => {
  const images = [
    { kind: "url", url: "https://example.com/a.png" },
    { kind: "base64", mediaType: "image/png", data: "AAAA" },
  ] as const;
  expect(bodyOf(encode({ ...REQUEST, images }, ROW).line).messages[0].content).toEqual([
    { type: "text", text: "Say hello" },
    { type: "image_url", image_url: { url: "https://example.com/a.png" } },
    { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
  ]);
});

test.each([
  ["gpt-4o-mini", 2],
  ["gpt-4.1", 2],
  ["gpt-4-turbo", 2],
  ["gpt-5-mini", 2],
  ["gpt-4", 0],
  ["gpt-3.5-turbo", 0],
  ["o3-mini", 0],
])("%s takes images in %i ways", (model, ways) => {
  expect(imagesOf(model)).toHaveLength(ways);
});

test("a conversation keeps its calls, their answers and the tool to call", () => {
  const call = (id: string, city: string) => ({
    ...{ id, type: "function" },
    function: { name: "weather", arguments: `{"city":"${city}"}` },
  });
  expect(bodyOf(encodeChat(conversation("gpt-4.1-mini"), "7").line)).toEqual({
    model: "gpt-4.1-mini",
    messages: [
      { role: "system", content: "Be brief" },
      { role: "user", content: "Lima or Oslo?" },
      {
        ...{ role: "assistant", content: "Let me see." },
        tool_calls: [call("call_1", "Lima"), call("call_2", "Oslo")],
      },
      { role: "tool", tool_call_id: "call_1", content: "19" },
      { role: "tool", tool_call_id: "call_2", content: "-3" },
      { role: "user", content: "And Rome?" },
    ],
    stop: ["END"],
    tools: [
      {
        type: "function",
        function: {
          name: "weather",
          parameters: { type: "object", properties: { city: { type: "string" } } },
        },
      },
    ],
    tool_choice: { type: "function", function: { name: "weather" } },
  });
});

test.each([
  ["a stop word", "gpt-5-mini", { stop: ["END"] }, ["stop"]],
  ["five stop words", "gpt-4o", { stop: ["a", "b", "c", "d", "e"] }, ["stop"]],
  ["settings that change nothing", "gpt-5", { topP: 1, frequencyPenalty: 0, temperature: 1 }, []],
  ["effort where none is made", "gpt-4o", { reasoningEffort: "low" }, ["reasoningEffort"]],
  ["a word that o3 does not know", "o3", { reasoningEffort: "none" }, ["reasoningEffort"]],
  ["an open schema", "gpt-4o", { outputSchema: { type: "object" } }, ["outputSchema"]],
  ["JSON that nobody speaks of", "gpt-4o", { jsonObject: true as const }, ["jsonObject"]],
  ["a choice without tools", "gpt-4o", { toolChoice: "required" as const }, ["toolChoice"]],
])("%s for %s", (_, model, more, named) => {
  expect(cannot({ ...chatOf({ ...REQUEST, model }), ...more })).toEqual(named);
});
