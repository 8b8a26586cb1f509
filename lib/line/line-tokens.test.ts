import { expect, test } from "vitest";
import { chatOverheadTokens } from "../core/tokens";
import { countTokens } from "./count-tokens";
import { lineTokens } from "./line-tokens";

test("a line's tokens are those of all that its model reads, and of the format", () => {
  const schema = JSON.stringify({ type: "json_schema", json_schema: { name: "answer" } });
  const texts = { system: "Be brief.", prompt: "Where is my card?", others: [schema], messages: 2 };
  expect(lineTokens("any line", texts)).toBe(
    countTokens("Be brief.") +
      countTokens("Where is my card?") +
      countTokens(schema) +
      chatOverheadTokens(2),
  );
});

test("a line that nobody can read is bounded by its bytes", () => {
  expect(lineTokens('{"é":1}', null)).toBe(8);
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
