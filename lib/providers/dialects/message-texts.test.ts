import { expect, test } from "vitest";
import { messageTexts } from "./message-texts";

const user = (content: unknown) => ({ role: "user", content });

test.each([
  [
    "a chat with instructions",
    { messages: [{ role: "developer", content: "Be brief." }, user("Hi")] },
  ],
  ["messages with instructions beside them", { system: "Be brief.", messages: [user("Hi")] }],
  ["texts in parts", { system: [{ text: "Be brief." }], messages: [user([{ text: "Hi" }])] }],
])("%s", (_, body) => {
  expect(messageTexts(body)).toEqual({
    ...{ system: "Be brief.", prompt: "Hi", others: [], messages: 2 },
  });
});

test("earlier turns, a schema and tools count too; an image is no text", () => {
  const picture = { type: "image_url", image_url: { url: "https://example.com/a.png" } };
  expect(
    messageTexts({
      messages: [
        user("One"),
        { role: "assistant", content: "Two" },
        user([picture, { text: "3" }]),
      ],
      response_format: { type: "json_object" },
      tools: [{ name: "look" }],
    }),
  ).toEqual({
    system: null,
    prompt: "3",
    others: ["One", "Two", '{"type":"json_object"}', '[{"name":"look"}]'],
    messages: 3,
  });
});

test.each([
  [
    "an answer with calls only",
    { messages: [user("Hi"), { role: "assistant", content: null }] },
    null,
  ],
  ["no message at all", { messages: [] }, null],
])("%s has no prompt", (_, body, prompt) => {
  expect(messageTexts(body)?.prompt).toBe(prompt);
});

test.each([[{ input: "Hi" }], [null], ["Hi"]])("%j is another body", (body) => {
  expect(messageTexts(body)).toBeNull();
});
