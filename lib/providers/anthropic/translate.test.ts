import { expect, test } from "vitest";
import { jsonMark, renderLine, rowMark, splitMarks, textMark } from "../../core/line-template";
import { chatOf, type NeutralPrompt } from "../../core/request";
import { conversation } from "../../testing/conversation";
import { allowsJsonSchema, cannot, encode as encodeChat, imagesOf, NATIVE } from "./translate";

const encode = (prompt: NeutralPrompt, mark: string) => encodeChat(chatOf(prompt), mark);

const ROW = rowMark("n0nce");
const REQUEST = { model: "claude-haiku-4-5", prompt: "Say hello" };
const paramsOf = (line: string) => JSON.parse(line).params;

test("a prompt becomes one compact line", () => {
  expect(encode({ ...REQUEST, system: "Be brief", maxOutputTokens: 9 }, ROW)).toEqual({
    endpoint: "/v1/messages",
    line: '{"custom_id":"r⟦n0nce:r⟧","params":{"model":"claude-haiku-4-5","max_tokens":9,"system":"Be brief","messages":[{"role":"user","content":"Say hello"}]}}',
  });
});

test("a line with marks renders to valid JSON with the row's own values", () => {
  const prompt = `Classify "this": ${textMark("n0nce", 1)}\n`;
  const { line } = encode({ ...REQUEST, prompt }, ROW);
  const rendered = JSON.parse(
    renderLine(splitMarks(line, "n0nce"), 42, ["unused", 'He said "no"\n\\ \u0001 ⟦x⟧ 🎈']),
  );
  expect(rendered.custom_id).toBe("r42");
  expect(rendered.params.messages[0].content).toBe(
    'Classify "this": He said "no"\n\\ \u0001 ⟦x⟧ 🎈\n',
  );
});

test("a raw line takes the row's parameters verbatim", () => {
  const { line } = NATIVE.encode("/v1/messages", jsonMark("n0nce", 0), ROW);
  const rendered = renderLine(splitMarks(line, "n0nce"), 3, ['{"model":"m", "max_tokens": 1.0}']);
  expect(rendered).toBe('{"custom_id":"r3","params":{"model":"m", "max_tokens": 1.0}}');
});

test.each(["5m", "1h"] as const)("a system text is kept in the cache for %s where asked", (ttl) => {
  const params = paramsOf(encode({ ...REQUEST, system: "Be brief", cacheSystem: ttl }, ROW).line);
  expect(params.system).toEqual([
    { type: "text", text: "Be brief", cache_control: { type: "ephemeral", ttl } },
  ]);
  expect(paramsOf(encode({ ...REQUEST, cacheSystem: ttl }, ROW).line).system).toBeUndefined();
});

test("a temperature is never sent, because the API version refuses any", () => {
  expect(paramsOf(encode({ ...REQUEST, temperature: 1 }, ROW).line)).not.toHaveProperty(
    "temperature",
  );
});

test.each([
  ["claude-opus-5-5", 32_000],
  ["claude-haiku-4-5-20251001", 32_000],
  ["claude-opus-4-20250514", 32_000],
  ["some-model-of-next-year", 32_000],
  ["claude-3-5-haiku-20241022", 8_192],
  ["claude-3-haiku-20240307", 4_096],
])("%s may answer with %i tokens where nothing is said", (model, tokens) => {
  expect(paramsOf(encode({ ...REQUEST, model }, ROW).line).max_tokens).toBe(tokens);
});

test.each(["", "  \n"])("the blank system text %j is left out", (system) => {
  expect(paramsOf(encode({ ...REQUEST, system }, ROW).line)).not.toHaveProperty("system");
});

const closed = {
  type: "object",
  properties: { intent: { type: "string" } },
  required: ["intent"],
  additionalProperties: false,
};

test("a schema that the API can hold the model to goes out as it came", () => {
  const params = paramsOf(encode({ ...REQUEST, outputSchema: closed }, ROW).line);
  expect(params.output_config).toEqual({ format: { type: "json_schema", schema: closed } });
  expect(params.system).toBeUndefined();
});

test.each([
  ["a schema that the API would refuse", { outputSchema: { type: "object", minProperties: 1 } }],
  ["a model without schemas", { outputSchema: closed, model: "claude-3-haiku-20240307" }],
])("%s is shown to the model instead", (_, more) => {
  const params = paramsOf(encode({ ...REQUEST, system: "Be brief", ...more }, ROW).line);
  expect(params.output_config).toBeUndefined();
  expect(params.system).toMatch(/^Be brief\n\nAnswer with one JSON value/);
  expect(params.system).toContain(JSON.stringify(more.outputSchema));
});

test.each([
  ["claude-3-7-sonnet-20250219", false],
  ["claude-sonnet-4-20250514", false],
  ["claude-opus-4-0", false],
  ["claude-opus-4-1-20250805", true],
  ["claude-sonnet-4-5-20250929", true],
  ["claude-haiku-4-5", true],
  ["claude-opus-5-5", true],
])("%s takes a schema: %s", (model, takes) => {
  expect(allowsJsonSchema(model)).toBe(takes);
});

test("images go before the prompt, by address or as data", () => {
  const images = [
    { kind: "url", url: "https://example.com/a.png" },
    { kind: "base64", mediaType: "image/png", data: "AAAA" },
  ] as const;
  expect(
    paramsOf(encode({ ...REQUEST, images: [...images] }, ROW).line).messages[0].content,
  ).toEqual([
    { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
    { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
    { type: "text", text: "Say hello" },
  ]);
  expect(imagesOf("claude-opus-5-5")).toEqual(["url", "base64"]);
});

test("half a character becomes a replacement character, everything else stays as it is", () => {
  const prompt = 'a\ud83d b\ude00 🎈 \\ud83d "\u0000\n\ud83d\ud83d';
  expect(paramsOf(encode({ ...REQUEST, prompt }, ROW).line).messages[0].content).toBe(
    'a\ufffd b\ufffd 🎈 \\ud83d "\u0000\n\ufffd\ufffd',
  );
});

test("a conversation keeps its calls, their answers in one message, and the tool to call", () => {
  expect(paramsOf(encodeChat(conversation("claude-haiku-4-5"), "7").line)).toEqual({
    ...{ model: "claude-haiku-4-5", max_tokens: 32_000, system: "Be brief" },
    messages: [
      { role: "user", content: "Lima or Oslo?" },
      {
        role: "assistant",
        content: [
          { type: "text", text: "Let me see." },
          { type: "tool_use", id: "call_1", name: "weather", input: { city: "Lima" } },
          { type: "tool_use", id: "call_2", name: "weather", input: { city: "Oslo" } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "call_1", content: "19" },
          { type: "tool_result", tool_use_id: "call_2", content: "-3" },
        ],
      },
      { role: "user", content: "And Rome?" },
    ],
    tools: [
      {
        name: "weather",
        input_schema: { type: "object", properties: { city: { type: "string" } } },
      },
    ],
    tool_choice: { type: "tool", name: "weather" },
    stop_sequences: ["END"],
  });
});

test.each([
  ["a line break to stop at", { stop: ["\n"] }, ["stop"]],
  ["sampling", { topP: 0.5, topK: 3, temperature: 0.2 }, ["topP", "topK", "temperature"]],
  ["what changes nothing", { topP: 1, presencePenalty: 0, temperature: 1 }, []],
  [
    "calls without tools",
    { ...conversation("m"), tools: [], toolChoice: "auto" as const },
    ["turns"],
  ],
])("%s cannot be said as it is", (_, more, named) => {
  expect(cannot({ ...chatOf(REQUEST), ...more, model: REQUEST.model })).toEqual(named);
});
