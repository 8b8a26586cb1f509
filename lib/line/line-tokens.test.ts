import { expect, test } from "vitest";
import { chatOverheadTokens } from "../core/tokens";
import { countTokens } from "./count-tokens";
import { lineTexts, lineTokens } from "./line-tokens";

const line = (body: unknown) => JSON.stringify({ custom_id: "r1", body });

test("a line's tokens are those of its texts, its schema, and the chat format", () => {
  const schema = { type: "json_schema", json_schema: { name: "answer" } };
  const messages = [
    { role: "system", content: "Be brief." },
    { role: "user", content: [{ type: "text", text: "Where is my card?" }, { type: "image_url" }] },
  ];
  expect(lineTokens(line({ messages, response_format: schema }))).toBe(
    countTokens("Be brief.") +
      countTokens("Where is my card?") +
      countTokens(JSON.stringify(schema)) +
      chatOverheadTokens(2),
  );
  expect(lineTexts(line({ messages }))).toEqual({
    system: "Be brief.",
    prompt: "Where is my card?",
  });
});

test("a special token in a text is text", () => {
  expect(countTokens("<|endoftext|>")).toBeGreaterThan(1);
});

test("a text without a break is bounded by its bytes, and quickly", () => {
  const started = performance.now();
  expect(countTokens("a".repeat(200_000))).toBe(200_000);
  expect(countTokens("é".repeat(5_000))).toBe(10_000);
  expect(performance.now() - started).toBeLessThan(1_000);
});
