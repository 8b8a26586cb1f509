import { expect, test } from "vitest";
import { renderLine, rowMark, splitMarks, textMark } from "../../core/line-template";
import { chatOf, type NeutralPrompt } from "../../core/request";
import { conversation } from "../../testing/conversation";
import { allowsJsonSchema, cannot, encode as encodeChat, imagesOf } from "./translate";

const encode = (prompt: NeutralPrompt, mark: string) => encodeChat(chatOf(prompt), mark);

const ROW = rowMark("n0nce");
const REQUEST = { model: "openai/gpt-oss-20b", prompt: "Say hello" };
const CLOSED = {
  type: "object",
  properties: { intent: { type: "string" } },
  required: ["intent"],
  additionalProperties: false,
};

const bodyOf = (line: string) => JSON.parse(line).body;

test("a prompt becomes one compact chat line, its marks kept", () => {
  const prompt = `Classify "this": ${textMark("n0nce", 1)}\n`;
  const { endpoint, line } = encode(
    { ...REQUEST, system: "Be brief", prompt, temperature: 0, maxOutputTokens: 9 },
    ROW,
  );
  expect(endpoint).toBe("/v1/chat/completions");
  expect(
    JSON.parse(renderLine(splitMarks(line, "n0nce"), 42, ["unused", 'He said "no"\n'])),
  ).toEqual({
    custom_id: "r42",
    method: "POST",
    url: "/v1/chat/completions",
    body: {
      model: "openai/gpt-oss-20b",
      messages: [
        { role: "system", content: "Be brief" },
        { role: "user", content: 'Classify "this": He said "no"\n\n' },
      ],
      max_completion_tokens: 9,
      temperature: 0,
    },
  });
});

test.each([
  ["openai/gpt-oss-20b", CLOSED, true],
  ["openai/gpt-oss-120b", CLOSED, true],
  ["openai/gpt-oss-20b", { type: "object", properties: { intent: {} } }, false],
  ["openai/gpt-oss-safeguard-20b", CLOSED, false],
  ["meta-llama/llama-4-scout-17b-16e-instruct", CLOSED, false],
])("%s with %j: strict %s", (model, outputSchema, strict) => {
  expect(bodyOf(encode({ ...REQUEST, model, outputSchema }, ROW).line).response_format).toEqual({
    type: "json_schema",
    json_schema: { name: "answer", strict, schema: outputSchema },
  });
});

test.each([
  ["openai/gpt-oss-120b", true, 0],
  ["moonshotai/kimi-k2-instruct-0905", true, 0],
  ["meta-llama/llama-4-maverick-17b-128e-instruct", true, 2],
  ["llama-3.3-70b-versatile", false, 0],
  ["qwen/qwen3-32b", false, 0],
])("%s takes a schema: %s, images in %i ways", (model, schema, ways) => {
  expect(allowsJsonSchema(model)).toBe(schema);
  expect(imagesOf(model)).toHaveLength(ways);
});

test("a format of the answer has no place beside tools, and penalties have none at all", () => {
  const asked = { ...conversation("openai/gpt-oss-20b"), outputSchema: CLOSED, presencePenalty: 1 };
  expect(cannot(asked)).toEqual(["presencePenalty", "outputSchema"]);
  const body = bodyOf(encodeChat(asked, "7").line);
  expect(body).not.toHaveProperty("response_format");
  expect(body).not.toHaveProperty("presence_penalty");
  expect(body.tool_choice).toEqual({ type: "function", function: { name: "weather" } });
});

test.each([
  ["openai/gpt-oss-20b", "high", []],
  ["openai/gpt-oss-20b", "none", ["reasoningEffort"]],
  ["qwen/qwen3-32b", "none", []],
  ["llama-3.3-70b-versatile", "low", ["reasoningEffort"]],
])("%s told to think as %s", (model, reasoningEffort, named) => {
  expect(cannot({ ...chatOf({ ...REQUEST, model }), reasoningEffort })).toEqual(named);
});
