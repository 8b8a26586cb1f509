import fc from "fast-check";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { expect, it } from "vitest";
import { chatOverheadTokens, tokensAtMost } from "./tokens";

it("counts the frame of a chat", () => {
  expect(chatOverheadTokens(1)).toBe(7);
  expect(chatOverheadTokens(2)).toBe(11);
});

it("bounds the tokens of any text", () => {
  const plain = { disallowedSpecial: new Set<string>() };
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      const bytes = new TextEncoder().encode(text).length;
      expect(countTokens(text, plain) + chatOverheadTokens(1)).toBeLessThanOrEqual(
        tokensAtMost(bytes, 1),
      );
    }),
  );
});
