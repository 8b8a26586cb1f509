import { expect, test } from "vitest";
import { chatOf, type NeutralPrompt } from "../../core/request";
import { encode as encodeChat } from "./translate";

const encode = (prompt: NeutralPrompt, mark: string) => encodeChat(chatOf(prompt), mark);

test("a prompt becomes a line in the oldest words of the dialect", () => {
  const { endpoint, line } = encode(
    {
      model: "Qwen/Qwen3-32B",
      system: "Be brief",
      prompt: "Hello",
      maxOutputTokens: 9,
      temperature: 0.5,
      outputSchema: { type: "object" },
    },
    "7",
  );
  expect(endpoint).toBe("/v1/chat/completions");
  expect(JSON.parse(line)).toEqual({
    custom_id: "r7",
    method: "POST",
    url: "/v1/chat/completions",
    body: {
      model: "Qwen/Qwen3-32B",
      messages: [
        { role: "system", content: "Be brief" },
        { role: "user", content: "Hello" },
      ],
      max_tokens: 9,
      temperature: 0.5,
      response_format: {
        type: "json_schema",
        json_schema: { name: "answer", strict: false, schema: { type: "object" } },
      },
    },
  });
});
