import { expect, test } from "vitest";
import { chatOf, type NeutralPrompt } from "../../core/request";
import { conversation } from "../../testing/conversation";
import { allowsJsonSchema, allowsTemperature } from "./bodies";
import { baseModel, familyOf } from "./family";
import { cannot, encode as encodeChat, imagesOf } from "./translate";

const encode = (prompt: NeutralPrompt, mark: string) => encodeChat(chatOf(prompt), mark);

const HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
const NOVA = "amazon.nova-lite-v1:0";
const LLAMA3 = "meta.llama3-3-70b-instruct-v1:0";
const LLAMA4 = "us.meta.llama4-scout-17b-instruct-v1:0";

const inputOf = (request: Partial<Parameters<typeof encode>[0]>) =>
  JSON.parse(encode({ model: HAIKU, prompt: "p", ...request }, "7").line).modelInput;
const SCHEMA = {
  type: "object",
  properties: { a: { type: "string" } },
  required: ["a"],
  additionalProperties: false,
};
const PNG = { kind: "base64", mediaType: "image/png", data: "AAAA" } as const;

test("a record is an id and Claude's body, without a model", () => {
  const { endpoint, line } = encode(
    { model: HAIKU, system: "Be ⟦n:c1⟧", prompt: "Say ⟦n:c3⟧", temperature: 1.6 },
    "⟦n:r⟧",
  );
  expect(endpoint).toBe("/invoke");
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toEqual({
    recordId: "r⟦n:r⟧",
    modelInput: {
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 32_000,
      system: "Be ⟦n:c1⟧",
      messages: [{ role: "user", content: "Say ⟦n:c3⟧" }],
      temperature: 1,
    },
  });
});

test("Nova's body has its own names, and no temperature of zero", () => {
  expect(
    inputOf({ model: NOVA, system: "s", images: [PNG], maxOutputTokens: 50, temperature: 0 }),
  ).toEqual({
    schemaVersion: "messages-v1",
    system: [{ text: "s" }],
    messages: [
      {
        role: "user",
        content: [{ image: { format: "png", source: { bytes: "AAAA" } } }, { text: "p" }],
      },
    ],
    inferenceConfig: { maxTokens: 50, temperature: 0.00001 },
  });
  expect(inputOf({ model: NOVA, system: "  " })).toEqual({
    schemaVersion: "messages-v1",
    messages: [{ role: "user", content: [{ text: "p" }] }],
  });
});

test("Llama takes one text in the markup of its generation", () => {
  expect(inputOf({ model: LLAMA3, system: "s" })).toEqual({
    prompt:
      "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\ns<|eot_id|>" +
      "<|start_header_id|>user<|end_header_id|>\n\np<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
    max_gen_len: 4096,
  });
  expect(inputOf({ model: LLAMA4, maxOutputTokens: 9000, temperature: 2 })).toEqual({
    prompt:
      "<|begin_of_text|><|header_start|>user<|header_end|>\n\np<|eot|><|header_start|>assistant<|header_end|>\n\n",
    max_gen_len: 4096,
    temperature: 1,
  });
});

test("a schema holds Claude where it can, and is shown to every other model", () => {
  expect(inputOf({ outputSchema: SCHEMA }).output_config).toEqual({
    format: { type: "json_schema", schema: SCHEMA },
  });
  const loose = inputOf({ outputSchema: { ...SCHEMA, minProperties: 1 } });
  expect(loose.output_config).toBeUndefined();
  expect(loose.system).toContain('"minProperties":1');
  expect(inputOf({ model: NOVA, outputSchema: SCHEMA }).system[0].text).toContain("JSON Schema");
  expect(inputOf({ model: LLAMA3, outputSchema: SCHEMA }).prompt).toContain("JSON Schema");
});

test("an image goes before Claude's text", () => {
  expect(inputOf({ images: [PNG] }).messages[0].content).toEqual([
    { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
    { type: "text", text: "p" },
  ]);
});

test("half a character is replaced, a whole one kept", () => {
  expect(inputOf({ prompt: 'a\ud83d"\\ud83d 😀' }).messages[0].content).toBe('a\ufffd"\\ud83d 😀');
});

test.each([
  [HAIKU, "claude", true, true, ["base64"]],
  ["anthropic.claude-3-5-haiku-20241022-v1:0", "claude", false, true, []],
  ["anthropic.claude-3-haiku-20240307-v1:0", "claude", false, true, ["base64"]],
  ["anthropic.claude-opus-4-1-20250805-v1:0", "claude", false, true, ["base64"]],
  ["eu.anthropic.claude-sonnet-4-20250514-v1:0", "claude", false, true, ["base64"]],
  ["global.anthropic.claude-opus-4-6-v1", "claude", true, true, ["base64"]],
  ["jp.anthropic.claude-opus-4-8", "claude", true, false, ["base64"]],
  ["anthropic.claude-sonnet-5", "claude", true, false, ["base64"]],
  ["us-gov.amazon.nova-pro-v1:0", "nova", false, true, ["base64"]],
  ["apac.amazon.nova-micro-v1:0", "nova", false, true, []],
  [LLAMA3, "llama3", false, true, []],
  [LLAMA4, "llama4", false, true, []],
  [
    `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${HAIKU}`,
    "claude",
    true,
    true,
    ["base64"],
  ],
])("%s is of %s", (model, family, schema, temperature, images) => {
  expect(familyOf(model)).toBe(family);
  expect(allowsJsonSchema(model)).toBe(schema);
  expect(allowsTemperature(model)).toBe(temperature);
  expect(imagesOf(model)).toEqual(images);
});

test.each([
  "anthropic.claude-v2:1",
  "amazon.nova-canvas-v1:0",
  "ai21.jamba-1-5-mini-v1:0",
  "gpt-4o",
])("%s is of no family that we know", (model) => {
  expect(familyOf(model)).toBeNull();
  expect(() => encode({ model, prompt: "p" }, "1")).toThrow(/Claude, Amazon Nova and Meta Llama/);
});

test("a region is left off, a name that only looks like one is not", () => {
  expect(baseModel("us.amazon.nova-lite-v1:0")).toBe(NOVA);
  expect(baseModel("amazon.nova-lite-v1:0")).toBe(NOVA);
});

test("Nova's conversation has its own words for calls, and roles that take turns", () => {
  const { messages, toolConfig } = JSON.parse(encodeChat(conversation(NOVA), "7").line).modelInput;
  expect(messages).toEqual([
    { role: "user", content: [{ text: "Lima or Oslo?" }] },
    {
      role: "assistant",
      content: [
        { text: "Let me see." },
        { toolUse: { toolUseId: "call_1", name: "weather", input: { city: "Lima" } } },
        { toolUse: { toolUseId: "call_2", name: "weather", input: { city: "Oslo" } } },
      ],
    },
    {
      role: "user",
      content: [
        { toolResult: { toolUseId: "call_1", content: [{ text: "19" }] } },
        { toolResult: { toolUseId: "call_2", content: [{ text: "-3" }] } },
        { text: "And Rome?" },
      ],
    },
  ]);
  const json = { type: "object", properties: { city: { type: "string" } } };
  expect(toolConfig).toEqual({
    tools: [{ toolSpec: { name: "weather", inputSchema: { json } } }],
    toolChoice: { tool: { name: "weather" } },
  });
});

test.each([
  [HAIKU, { topP: 0.5, topK: 3 }, []],
  [HAIKU, { topP: 0.5, temperature: 0.2 }, ["topP"]],
  ["anthropic.claude-opus-4-8", { topP: 0.5, temperature: 1 }, ["topP"]],
  [NOVA, { topK: 500, temperature: 0 }, ["topK"]],
  [NOVA, { ...conversation(NOVA), toolChoice: "none" as const }, ["toolChoice"]],
  [LLAMA3, conversation(LLAMA3), ["stop", "tools", "toolChoice", "turns"]],
])("%s cannot say all of %j", (model, more, named) => {
  expect(cannot({ ...chatOf({ model, prompt: "p" }), ...more, model })).toEqual(named);
});
