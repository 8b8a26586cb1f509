import { expect, test } from "vitest";
import { renderLine, rowMark, splitMarks, textMark } from "../../core/line-template";
import { chatOf, type NeutralPrompt } from "../../core/request";
import { allowsTemperature, encode as encodeChat } from "./translate";

const encode = (prompt: NeutralPrompt, mark: string) => encodeChat(chatOf(prompt), mark);

const ROW = rowMark("n0nce");
const REQUEST = { model: "my-batch", prompt: "Say hello" };

test("a prompt becomes one compact chat line for a deployment, its marks kept", () => {
  const prompt = `Classify "this": ${textMark("n0nce", 1)}\n`;
  const { endpoint, line } = encode(
    { ...REQUEST, system: "Be brief", prompt, temperature: 0.2, maxOutputTokens: 9 },
    ROW,
  );
  expect(endpoint).toBe("/v1/chat/completions");
  expect(line).not.toContain("\n");
  expect(
    JSON.parse(renderLine(splitMarks(line, "n0nce"), 42, ["unused", 'He said "no"\n'])),
  ).toEqual({
    custom_id: "r42",
    method: "POST",
    url: "/v1/chat/completions",
    body: {
      model: "my-batch",
      messages: [
        { role: "system", content: "Be brief" },
        { role: "user", content: 'Classify "this": He said "no"\n\n' },
      ],
      max_completion_tokens: 9,
      temperature: 0.2,
    },
  });
});

test.each([
  ["my-batch", true],
  ["gpt-4o-mini-batch", true],
  ["gpt-4.1", true],
  ["gpt-5-chat", true],
  ["gpt-35-turbo", true],
  ["foo1-deployment", true],
  ["o3-mini", false],
  ["team-o4-mini", false],
  ["gpt-5-mini", false],
  ["GPT-5.1-global", false],
  ["batch_gpt5", false],
])("the deployment %s takes a temperature: %s", (model, takes) => {
  expect(allowsTemperature(model)).toBe(takes);
  const { body } = JSON.parse(encode({ ...REQUEST, model, temperature: 0 }, ROW).line);
  expect(body.temperature).toBe(takes ? 0 : undefined);
});

test("a schema goes out as it came, strict only where Azure knows all of it", () => {
  const schema = (property: object) => ({
    type: "object",
    properties: { intent: property },
    required: ["intent"],
    additionalProperties: false,
  });
  const format = (outputSchema: Record<string, unknown>) =>
    JSON.parse(encode({ ...REQUEST, outputSchema }, ROW).line).body.response_format.json_schema;
  expect(format(schema({ type: "string" }))).toMatchObject({ strict: true });
  const bounded = schema({ type: "string", pattern: "^a" });
  expect(format(bounded)).toEqual({ name: "answer", strict: false, schema: bounded });
});
