import { expect, test } from "vitest";
import { chatOf, type NeutralPrompt } from "../../core/request";
import { conversation } from "../../testing/conversation";
import { allowsJsonSchema, cannot, encode as encodeChat, imagesOf, NATIVE } from "./translate";

const encode = (prompt: NeutralPrompt, mark: string) => encodeChat(chatOf(prompt), mark);

const MODEL = "meta-llama/Llama-4-Scout-17B-16E-Instruct";

test("a line is an id and a body with its model", () => {
  const { endpoint, line } = encode(
    { model: MODEL, system: "Be ⟦n:c1⟧", prompt: "Say ⟦n:c3⟧", maxOutputTokens: 9, temperature: 2 },
    "⟦n:r⟧",
  );
  expect(endpoint).toBe("/v1/chat/completions");
  expect(JSON.parse(line)).toEqual({
    custom_id: "r⟦n:r⟧",
    body: {
      model: MODEL,
      messages: [
        { role: "system", content: "Be ⟦n:c1⟧" },
        { role: "user", content: "Say ⟦n:c3⟧" },
      ],
      max_tokens: 9,
      temperature: 2,
    },
  });
});

test("images go beside the prompt", () => {
  const images = [{ kind: "base64", mediaType: "image/png", data: "AAAA" }] as const;
  const { body } = JSON.parse(encode({ model: MODEL, prompt: "p", images }, "1").line);
  expect(body.messages[0].content).toEqual([
    { type: "text", text: "p" },
    { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
  ]);
});

test.each([
  [MODEL, true, true],
  ["moonshotai/Kimi-K2.5", false, true],
  ["meta-llama/Llama-3.3-70B-Instruct-Turbo", true, false],
  ["meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo", true, false],
  ["deepseek-ai/DeepSeek-V3", true, false],
  ["deepseek-ai/DeepSeek-V3.1", false, false],
  ["Qwen/Qwen3-235B-A22B-fp8-tput", false, false],
  ["Qwen/Qwen3-Next-80B-A3B-Instruct", true, false],
  ["mistralai/Mixtral-8x7B-Instruct-v0.1", true, false],
  ["mistralai/Mistral-Small-24B-Instruct-2501", false, false],
  ["zai-org/GLM-4.6", false, false],
  ["zai-org/GLM-4.5-Air-FP8", true, false],
  ["openai/gpt-oss-20b", true, false],
  ["somebody/new-model", false, false],
])("%s follows schemas: %s, sees: %s", (model, schemas, sees) => {
  expect(allowsJsonSchema(model)).toBe(schemas);
  expect(imagesOf(model)).toEqual(sees ? ["url", "base64"] : []);
});

test("a body that exists already is framed as it is", () => {
  expect(NATIVE.encode("/v1/chat/completions", "⟦n:j3⟧", "⟦n:r⟧").line).toBe(
    '{"custom_id":"r⟦n:r⟧","body":"⟦n:j3⟧"}',
  );
});

test("a conversation with tools goes out in the dialect's words, with the words of sampling that open models know", () => {
  const asked = { ...conversation(MODEL), topK: 40, seed: 3 };
  expect(cannot(asked)).toEqual([]);
  const { body } = JSON.parse(encodeChat(asked, "7").line);
  expect(body.messages.map(({ role }: { role: string }) => role)).toEqual([
    ...["system", "user", "assistant", "tool", "tool", "user"],
  ]);
  expect(body).toMatchObject({ top_k: 40, seed: 3, stop: ["END"], tools: [{ type: "function" }] });
  expect(cannot({ ...asked, reasoningEffort: "low" })).toEqual(["reasoningEffort"]);
});
