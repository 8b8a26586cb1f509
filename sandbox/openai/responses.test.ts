import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import { errorOf, openSandbox } from "../testing";

let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
  ({ sandbox, client } = await openSandbox({ countTokens: "exact" }));
});
afterAll(() => sandbox.close());

type Params = OpenAI.Responses.ResponseCreateParamsNonStreaming;

function ask(change: Record<string, unknown> = {}): Promise<OpenAI.Responses.Response> {
  return client.responses.create({
    ...{ model: "gpt-4.1-mini", input: "Hello there.", ...change },
  } as Params);
}

describe("a response", () => {
  it("is in the real shape, with the dated model, and the same every time", async () => {
    const answer = await ask({ instructions: "Be brief.", metadata: { run: "7" } });
    expect(answer).toEqual({
      id: expect.stringMatching(/^resp_[0-9a-f]{48}$/),
      object: "response",
      created_at: expect.any(Number),
      status: "completed",
      background: false,
      completed_at: expect.any(Number),
      error: null,
      incomplete_details: null,
      instructions: "Be brief.",
      max_output_tokens: null,
      metadata: { run: "7" },
      model: "gpt-4.1-mini-2025-04-14",
      output: [
        {
          id: expect.stringMatching(/^msg_/),
          type: "message",
          status: "completed",
          role: "assistant",
          content: [
            { type: "output_text", annotations: [], logprobs: [], text: expect.any(String) },
          ],
        },
      ],
      output_text: expect.any(String),
      parallel_tool_calls: true,
      previous_response_id: null,
      reasoning: { effort: null, summary: null },
      service_tier: "default",
      store: true,
      temperature: 1,
      text: { format: { type: "text" }, verbosity: "medium" },
      tool_choice: "auto",
      tools: [],
      top_logprobs: 0,
      top_p: 1,
      truncation: "disabled",
      usage: {
        input_tokens: 17,
        input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
        output_tokens: expect.any(Number),
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: expect.any(Number),
      },
      user: null,
    });
    expect((await ask({ instructions: "Be brief." })).output_text).toBe(answer.output_text);
  });

  it("says the same as a chat that was asked the same, for the same tokens", async () => {
    const [chat, response] = await Promise.all([
      client.chat.completions.create({
        model: "gpt-4.1-mini",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hello there." },
        ],
      }),
      ask({
        input: [
          { role: "system", content: "Be brief." },
          { role: "user", content: [{ type: "input_text", text: "Hello there." }] },
        ],
      }),
    ]);
    expect(response.output_text).toBe(chat.choices[0]?.message.content);
    expect(response.usage?.total_tokens).toBe(chat.usage?.total_tokens);
  });

  it("of a reasoning model has an item of reasoning before the message", async () => {
    const input = "Think about the third word of this.";
    const answer = await ask({ model: "gpt-5-mini", input, reasoning: { effort: "high" } });
    expect(answer.output.map(({ type }) => type)).toEqual(["reasoning", "message"]);
    const { output_tokens, output_tokens_details } = answer.usage ?? {};
    expect(output_tokens_details?.reasoning_tokens).toBeGreaterThan(0);
    expect(output_tokens).toBeGreaterThan(output_tokens_details?.reasoning_tokens ?? 0);
    const none = await ask({ model: "gpt-5.4", input, reasoning: { effort: "none" } });
    expect(none.output.map(({ type }) => type)).toEqual(["message"]);
  });

  it("that meets its limit is incomplete, without a message where only reasoning fits", async () => {
    const input = "Write a long story about a lost letter, please.";
    const cut = await ask({ input, max_output_tokens: 16 });
    expect(cut).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
      output: [{ type: "message", status: "incomplete" }],
      usage: { output_tokens: 16 },
    });
    const thought = await ask({
      ...{ model: "gpt-5-mini", input, max_output_tokens: 16, reasoning: { effort: "xhigh" } },
    });
    expect(thought.output.map(({ type }) => type)).toEqual(["reasoning"]);
    expect(thought).toMatchObject({ status: "incomplete", usage: { output_tokens: 16 } });
  });

  it("follows a schema", async () => {
    const schema = {
      type: "object",
      properties: { label: { type: "string", enum: ["a", "b"] } },
      required: ["label"],
      additionalProperties: false,
    };
    const format = { type: "json_schema", name: "answer", strict: true, schema };
    const answer = await ask({ text: { format } });
    expect(["a", "b"]).toContain(JSON.parse(answer.output_text).label);
    expect(answer.text?.format).toEqual(format);
  });

  it("takes images, calls of functions and their results", async () => {
    const call = { type: "function_call", call_id: "c1", name: "look", arguments: "{}" };
    const answer = await ask({
      input: [
        {
          role: "user",
          content: [
            { type: "input_text", text: "What is it?" },
            { type: "input_image", image_url: "https://example.com/a.png", detail: "auto" },
          ],
        },
        call,
        { type: "function_call_output", call_id: "c1", output: "A cat." },
        { role: "assistant", content: [{ type: "output_text", text: "A cat." }] },
        { role: "user", content: "Sure?" },
      ],
    });
    expect(answer.usage?.input_tokens).toBeGreaterThan(255);
  });

  it("is had of models that no chat has", async () => {
    expect((await ask({ model: "gpt-5-pro" })).model).toBe("gpt-5-pro-2025-10-06");
    const messages = [{ role: "user" as const, content: "Hi" }];
    const chat = client.chat.completions.create({ model: "gpt-5-pro", messages });
    expect(await errorOf(chat)).toMatchObject({ status: 404, code: "model_not_found" });
  });
});

const named = (schema: unknown, more = {}) => ({
  text: { format: { type: "json_schema", name: "answer", schema, ...more } },
});

it.each<[string, Record<string, unknown>, string | null, string | null]>([
  ["no model", { model: undefined }, "model", "missing_required_parameter"],
  ["an unknown model", { model: "gpt-0" }, "model", "model_not_found"],
  ["no input", { input: undefined }, "input", "missing_required_parameter"],
  ["an empty list", { input: [] }, "input", "empty_array"],
  ["a number for input", { input: 7 }, "input", "invalid_type"],
  ["the messages of a chat", { messages: [] }, "messages", "unsupported_parameter"],
  ["the format of a chat", { response_format: {} }, "response_format", "unsupported_parameter"],
  ["the limit of a chat", { max_tokens: 20 }, "max_tokens", "unsupported_parameter"],
  ["a strange field", { tempo: 1 }, "tempo", "unknown_parameter"],
  ["a low limit", { max_output_tokens: 15 }, "max_output_tokens", "integer_below_min_value"],
  ["a high limit", { max_output_tokens: 1e6 }, "max_output_tokens", "integer_above_max_value"],
  ["a hot temperature", { temperature: 3 }, "temperature", "decimal_above_max_value"],
  [
    "a temperature of a reasoning model",
    { model: "gpt-5", temperature: 0 },
    "temperature",
    "unsupported_parameter",
  ],
  [
    "an effort of another model",
    { reasoning: { effort: "low" } },
    "reasoning.effort",
    "unsupported_parameter",
  ],
  [
    "a strange effort",
    { model: "gpt-5", reasoning: { effort: "huge" } },
    "reasoning.effort",
    "invalid_value",
  ],
  [
    "a strange field of reasoning",
    { model: "gpt-5", reasoning: { much: true } },
    "reasoning.much",
    "unknown_parameter",
  ],
  [
    "a part of a chat",
    { input: [{ role: "user", content: [{ type: "text", text: "Hi" }] }] },
    "input[0].content[0].type",
    "invalid_value",
  ],
  [
    "an image without an address",
    { input: [{ role: "user", content: [{ type: "input_image" }] }] },
    "input[0].content[0].image_url",
    "missing_required_parameter",
  ],
  [
    "an item without a role",
    { input: [{ content: "Hi" }] },
    "input[0].role",
    "missing_required_parameter",
  ],
  [
    "the role of a tool",
    { input: [{ role: "tool", content: "Hi" }] },
    "input[0].role",
    "invalid_value",
  ],
  [
    "a format without a type",
    { text: { format: {} } },
    "text.format.type",
    "missing_required_parameter",
  ],
  ["a strange field of text", { text: { tone: "dry" } }, "text.tone", "unknown_parameter"],
  [
    "a schema without a name",
    named({}, { name: undefined }),
    "text.format.name",
    "missing_required_parameter",
  ],
  ["no schema", named(undefined), "text.format.schema", "missing_required_parameter"],
  [
    "an open schema in strict mode",
    named({ type: "object", properties: {} }, { strict: true }),
    "text.format.schema",
    "invalid_json_schema",
  ],
  ["JSON that nobody speaks of", { text: { format: { type: "json_object" } } }, "input", null],
  ["a schema of an old model", { model: "gpt-4", ...named({}) }, "text.format", null],
  ["a stored answer", { previous_response_id: "resp_1" }, "previous_response_id", null],
  ["work in the background", { background: true }, "background", null],
])("a request with %s is refused", async (_, change, param, code) => {
  const error = await errorOf(ask(change));
  expect({ status: error.status, param: error.param, code: error.code }).toEqual({
    ...{ status: 400, param, code },
  });
});

it("a request that is too long is refused", async () => {
  const input = "word ".repeat(9000);
  expect(await errorOf(ask({ model: "gpt-4", input }))).toMatchObject({
    ...{ status: 400, param: "input", code: "context_length_exceeded" },
  });
});
