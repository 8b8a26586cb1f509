import { expect, test } from "vitest";
import { renderLine, rowMark, splitMarks, textMark } from "../../core/line-template";
import { chatOf, type NeutralPrompt } from "../../core/request";
import { conversation } from "../../testing/conversation";
import { allowsJsonSchema, cannot, encode as encodeChat, imagesOf } from "./translate";

const encode = (prompt: NeutralPrompt, mark: string) => encodeChat(chatOf(prompt), mark);

const ROW = rowMark("n0nce");
const REQUEST = { model: "gemini-2.5-flash", prompt: "Say hello" };

const requestOf = (line: string) => JSON.parse(line).request;

test("a prompt becomes one compact line", () => {
  expect(encode(REQUEST, ROW)).toEqual({
    endpoint: "batchGenerateContent",
    line: '{"key":"r⟦n0nce:r⟧","request":{"contents":[{"role":"user","parts":[{"text":"Say hello"}]}]}}',
  });
});

test("a line with marks renders to valid JSON with the row's own values", () => {
  const prompt = `Classify "this": ${textMark("n0nce", 1)}\n`;
  const { line } = encode({ ...REQUEST, system: "Be brief", prompt }, ROW);
  const values = ["unused", 'He said "no"\n\\ \u0001 ⟦x⟧ 🎈'];
  const rendered = JSON.parse(renderLine(splitMarks(line, "n0nce"), 42, values));
  expect(rendered.key).toBe("r42");
  expect(rendered.request.systemInstruction).toEqual({ parts: [{ text: "Be brief" }] });
  expect(rendered.request.contents[0].parts[0].text).toBe(
    'Classify "this": He said "no"\n\\ \u0001 ⟦x⟧ 🎈\n',
  );
});

test("limits, temperature and schema are the generation's", () => {
  const outputSchema = { type: "object", properties: { colour: { type: "string" } } };
  const { line } = encode({ ...REQUEST, maxOutputTokens: 9, temperature: 0, outputSchema }, ROW);
  expect(requestOf(line).generationConfig).toEqual({
    maxOutputTokens: 9,
    temperature: 0,
    responseMimeType: "application/json",
    responseJsonSchema: outputSchema,
  });
});

test("an empty system text is left out", () => {
  expect(requestOf(encode({ ...REQUEST, system: "" }, ROW).line)).not.toHaveProperty(
    "systemInstruction",
  );
});

test("images follow the prompt as data; one by address is refused", () => {
  const data = { kind: "base64", mediaType: "image/png", data: textMark("n", 2) } as const;
  expect(requestOf(encode({ ...REQUEST, images: [data] }, ROW).line).contents[0].parts).toEqual([
    { text: "Say hello" },
    { inlineData: { mimeType: "image/png", data: "⟦n:c2⟧" } },
  ]);
  const url = { kind: "url", url: "https://example.com/a.png" } as const;
  expect(() => encode({ ...REQUEST, images: [url] }, ROW)).toThrow(/as data/);
});

test.each([
  ["gemini-2.5-flash", true, ["base64"]],
  ["gemini-3.1-pro-preview", true, ["base64"]],
  ["models/gemini-2.0-flash-lite", true, ["base64"]],
  ["gemini-of-next-year", true, ["base64"]],
  ["gemma-3-27b-it", false, ["base64"]],
  ["gemini-gemma-2-9b-it", false, []],
])("%s takes a schema: %s, images: %j", (model, schema, images) => {
  expect(allowsJsonSchema(model)).toBe(schema);
  expect(imagesOf(model)).toEqual(images);
});

test("a conversation keeps its calls, signed as foreign ones, their answers in one content, and the tool to call", () => {
  const { contents, ...others } = requestOf(encodeChat(conversation("gemini-3.6-flash"), "7").line);
  const thoughtSignature = "skip_thought_signature_validator";
  expect(contents).toEqual([
    { role: "user", parts: [{ text: "Lima or Oslo?" }] },
    {
      role: "model",
      parts: [
        { text: "Let me see." },
        {
          functionCall: { id: "call_1", name: "weather", args: { city: "Lima" } },
          thoughtSignature,
        },
        { functionCall: { id: "call_2", name: "weather", args: { city: "Oslo" } } },
      ],
    },
    {
      role: "user",
      parts: [
        { functionResponse: { id: "call_1", name: "weather", response: { output: "19" } } },
        { functionResponse: { id: "call_2", name: "weather", response: { output: "-3" } } },
      ],
    },
    { role: "user", parts: [{ text: "And Rome?" }] },
  ]);
  expect(others).toEqual({
    systemInstruction: { parts: [{ text: "Be brief" }] },
    tools: [
      {
        functionDeclarations: [
          {
            name: "weather",
            parametersJsonSchema: { type: "object", properties: { city: { type: "string" } } },
          },
        ],
      },
    ],
    toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["weather"] } },
    generationConfig: { stopSequences: ["END"] },
  });
});

test.each([
  ["gemini-2.5-flash", { presencePenalty: 0.5 }, ["presencePenalty"]],
  ["gemini-2.0-flash", { presencePenalty: 0.5 }, []],
  ["gemini-2.5-flash", { seed: 2 ** 31 }, ["seed"]],
  ["gemini-2.5-flash", { outputSchema: { type: "string", pattern: "a" } }, ["outputSchema"]],
  ["gemini-2.5-flash", { ...conversation("m"), jsonObject: true as const }, ["jsonObject"]],
  [
    "gemini-3.6-flash",
    { ...conversation("m"), toolChoice: "auto" as const, jsonObject: true as const },
    [],
  ],
])("%s with %j cannot say %j", (model, more, named) => {
  expect(cannot({ ...chatOf(REQUEST), ...more, model })).toEqual(named);
});
