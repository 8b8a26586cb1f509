import { expect, test } from "vitest";
import { readMessages } from "./read-messages";

const USER = { role: "user", content: "Hello" };
const params = (more: object = {}) => ({
  model: "claude-haiku-4-5",
  max_tokens: 100,
  messages: [USER],
  ...more,
});
const CACHED = { cache_control: { type: "ephemeral" } };
const USE = { type: "tool_use", id: "t1", name: "look", input: { a: 1 } };

test("a conversation with tools and images is read whole", () => {
  const read = readMessages({
    ...params({ temperature: 0.5, top_k: 5, stop_sequences: ["END"], metadata: { user_id: "u" } }),
    system: [{ type: "text", text: "Be brief", ...CACHED }],
    messages: [
      {
        role: "user",
        content: [
          { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
          { type: "text", text: "What is it?", ...CACHED },
        ],
      },
      { role: "assistant", content: [{ type: "text", text: "Let me look" }, USE] },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "t1", content: "a dog" },
          { type: "text", text: "Well?" },
        ],
      },
    ],
    tools: [{ name: "look", input_schema: { type: "object" }, ...CACHED }],
    tool_choice: { type: "any" },
    output_config: { format: { type: "json_schema", schema: { type: "object" } } },
    thinking: { type: "disabled" },
  });
  const call = { id: "t1", name: "look", arguments: '{"a":1}' };
  expect(read.kind === "read" && read.request).toEqual({
    model: "claude-haiku-4-5",
    system: "Be brief",
    turns: [
      {
        role: "user",
        parts: [
          { kind: "image", image: { kind: "url", url: "https://example.com/a.png" } },
          { kind: "text", text: "What is it?" },
        ],
      },
      { role: "assistant", text: "Let me look", calls: [call] },
      { role: "tool", call, text: "a dog" },
      { role: "user", parts: [{ kind: "text", text: "Well?" }] },
    ],
    tools: [{ name: "look", parameters: { type: "object" } }],
    toolChoice: "required",
    maxOutputTokens: 100,
    temperature: 0.5,
    topK: 5,
    stop: ["END"],
    outputSchema: { type: "object" },
  });
});

test.each([
  ["an unknown field", params({ container: "c" }), "cannot_express", "container"],
  ["no limit", { ...params(), max_tokens: undefined }, "invalid_field", "max_tokens"],
  [
    "thinking",
    params({ thinking: { type: "enabled", budget_tokens: 1024 } }),
    "cannot_express",
    "thinking.type",
  ],
  [
    "effort",
    params({ output_config: { effort: "low" } }),
    "cannot_express",
    "output_config.effort",
  ],
  [
    "a tool of the provider",
    params({ tools: [{ type: "web_search_20250305", name: "w" }] }),
    "cannot_express",
    "tools[0].type",
  ],
  [
    "a document",
    user({ type: "document", source: {} }),
    "cannot_express",
    "messages[0].content[0].type",
  ],
  [
    "a failed tool",
    user({ type: "tool_result", tool_use_id: "x", content: "y", is_error: true }),
    "cannot_express",
    "messages[0].content[0].is_error",
  ],
  [
    "an answer to no call",
    user({ type: "tool_result", tool_use_id: "x", content: "y" }),
    "cannot_express",
    "messages[0].content[0].tool_use_id",
  ],
  [
    "words put into the model's mouth",
    params({ messages: [USER, { role: "assistant", content: "{" }] }),
    "cannot_express",
    "messages",
  ],
])("%s is refused by its field", (_, refused, code, field) => {
  expect(readMessages(refused)).toEqual({ kind: "refused", code, field });
});

function user(block: object) {
  return params({ messages: [{ role: "user", content: [block] }] });
}
