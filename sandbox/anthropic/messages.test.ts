import type Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { type Sandbox, startSandbox } from "../server";
import { claudeAt, errorOf, MODEL, requestsOf, resultsOf, runRequests } from "./testing";

let sandbox: Sandbox;
let client: Anthropic;

beforeAll(async () => {
  sandbox = await startSandbox({ timings: { chat: 0 } });
  client = claudeAt(sandbox.url);
});
beforeEach(() => sandbox.faults.replace({}));
afterAll(() => sandbox.close());

const ask = (params: object = {}): Promise<Anthropic.Message> => {
  const body = { model: MODEL, max_tokens: 1000, messages: [{ role: "user", content: "Hello." }] };
  // Without a time limit the client itself refuses long answers.
  return client.messages.create({ ...body, ...params } as never, { timeout: 60_000 });
};

const user = (...content: object[]) => ({ messages: [{ role: "user", content }] });
const image = (source: object) => user({ type: "image", source }, { type: "text", text: "What?" });
const held = (schema: object) => ({ output_config: { format: { type: "json_schema", schema } } });
const closed = (properties: object, more: object = {}) => ({
  ...{ type: "object", properties, additionalProperties: false, ...more },
});
const text = { type: "string" };
const PIXEL = "aGVsbG8=";

describe("parameters that are refused", () => {
  test.each<[string, object, RegExp]>([
    ["no length", { max_tokens: undefined }, /max_tokens: Field required/],
    ["a length that the model has not", { max_tokens: 64_001 }, /64001 > 64000/],
    ["an unknown field", { n: 1 }, /n: Extra inputs are not permitted/],
    ["a temperature", { temperature: 1 }, /temperature: Extra inputs are not permitted/],
    ["no messages", { messages: [] }, /at least 1 item/],
    ["a strange role", { messages: [{ role: "tool", content: "x" }] }, /Input should be 'user'/],
    ["an empty message", { messages: [{ role: "user", content: "" }] }, /non-empty content/],
    ["an empty text", user({ type: "text", text: "" }), /must be non-empty/],
    ["a blank text", user({ type: "text", text: " \n" }), /non-whitespace/],
    ["a strange block", user({ type: "video", url: "x" }), /Input tag 'video'/],
    ["an address without https", image({ type: "url", url: "http://a.b/c.png" }), /HTTPS/],
    ["a media type", image({ type: "base64", media_type: "image/bmp", data: PIXEL }), /media_type/],
    ["data that is none", image({ type: "base64", media_type: "image/png", data: "?" }), /base64/],
    ["a citation of a user", { ...user({ type: "text", text: "a", citations: 1 }) }, /valid list/],
    ["an open schema", held({ type: "object", properties: {} }), /additionalProperties/],
    ["bounds", held(closed({ a: { type: "integer", minimum: 1 } })), /'minimum' is not supported/],
    ["a strange format", held(closed({ a: { ...text, format: "iri" } })), /format 'iri'/],
    ["objects in an enum", held(closed({ a: { enum: [{}] } })), /Enum values/],
    ["a type that is none", held(closed({ a: { type: "date" } })), /type 'date'/],
    ["a property that is missing", held(closed({}, { required: ["a"] })), /'a' is not defined/],
    [
      "a schema within itself",
      held({
        ...closed({ a: { $ref: "#/$defs/a" } }),
        $defs: { a: closed({ b: { $ref: "#/$defs/a" } }) },
      }),
      /Recursive/,
    ],
    [
      "25 optional properties",
      held(closed(Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`p${i}`, text])))),
      /too many optional/,
    ],
    [
      "a schema for an old model",
      { model: "claude-3-haiku-20240307", ...held(closed({})) },
      /structured outputs/,
    ],
    ["an effort", { output_config: { effort: "extreme" } }, /effort: Input should be/],
    ["little thought", { thinking: { type: "enabled", budget_tokens: 10 } }, /1024/],
    [
      "more thought than answer",
      { thinking: { type: "enabled", budget_tokens: 2000 } },
      /must be greater/,
    ],
    [
      "the beginning of an answer",
      {
        model: "claude-opus-5",
        messages: [
          { role: "user", content: "a" },
          { role: "assistant", content: "b" },
        ],
      },
      /prefill/,
    ],
    [
      "five marks for the cache",
      user(
        ...Array.from({ length: 5 }, () => ({
          type: "text",
          text: "a",
          cache_control: { type: "ephemeral" },
        })),
      ),
      /maximum of 4/,
    ],
  ])("%s", async (_, params, message) => {
    const error = await errorOf(ask(params));
    expect(error).toMatchObject({ status: 400, type: "invalid_request_error" });
    expect(error.apiMessage).toMatch(message);
  });
});

const TOOL = { name: "look", input_schema: { type: "object" as const } };

describe("parameters that are taken", () => {
  test.each<[string, object]>([
    ["system text", { system: "Be brief" }],
    ["system blocks", { system: [{ type: "text", text: "Be brief" }] }],
    [
      "a message of the system",
      {
        messages: [
          { role: "system", content: "a" },
          { role: "user", content: "b" },
        ],
      },
    ],
    ["an image by address", image({ type: "url", url: "https://example.com/a.png" })],
    ["an image as data", image({ type: "base64", media_type: "image/png", data: PIXEL })],
    [
      "the beginning of an answer",
      {
        messages: [
          { role: "user", content: "a" },
          { role: "assistant", content: "b" },
        ],
      },
    ],
    ["tools", { tools: [TOOL], tool_choice: { type: "none" } }],
    ["the rest", { stop_sequences: ["x"], metadata: { user_id: "u" }, service_tier: "auto" }],
    ["references", held({ ...closed({ a: { $ref: "#/$defs/a" } }), $defs: { a: text } })],
    ["branches", held(closed({ a: { anyOf: [text, { type: "null" }] }, b: { allOf: [text] } }))],
  ])("%s", async (_, params) => {
    expect(await ask(params)).toMatchObject({ type: "message", stop_reason: "end_turn" });
  });
});

describe("an answer", () => {
  it("follows the schema", async () => {
    const schema = closed({ colour: { enum: ["red", "blue"] } }, { required: ["colour"] });
    const { content } = await ask(held(schema));
    const [block] = content;
    expect(["red", "blue"]).toContain(JSON.parse(block?.type === "text" ? block.text : "").colour);
  });

  it("has its thinking before it and in its output, where the model thinks", async () => {
    const questions = Array.from({ length: 20 }, (_, i) => ({
      model: "claude-opus-5-5",
      ...user({ type: "text", text: `${i}` }),
    }));
    const answers = await Promise.all(questions.map(ask));
    const thought = answers.filter(({ content }) => content[0]?.type === "thinking");
    expect(thought.length).toBeGreaterThan(5);
    for (const { usage } of thought) {
      const thinking = usage.output_tokens_details?.thinking_tokens ?? 0;
      expect(thinking).toBeGreaterThan(0);
      expect(usage.output_tokens).toBeGreaterThan(thinking);
    }
    const plain = await ask({ model: "claude-opus-5-5", thinking: { type: "disabled" } });
    expect(plain.usage.output_tokens_details).toBeNull();
  });

  it("is metered with cache reads and writes beside its input, when the cache is asked for", async () => {
    const system = (ttl: string) => [
      {
        type: "text",
        text: "All about money. ".repeat(900),
        cache_control: { type: "ephemeral", ttl },
      },
    ];
    const first = (await ask({ system: system("5m") })).usage;
    expect(first.cache_creation_input_tokens).toBeGreaterThan(1024);
    expect(first.cache_creation?.ephemeral_5m_input_tokens).toBe(first.cache_creation_input_tokens);
    const later = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        ask({ system: system("1h"), ...user({ type: "text", text: `${i}` }) }),
      ),
    );
    const hit = later.find(({ usage }) => (usage.cache_read_input_tokens ?? 0) > 0)?.usage;
    expect(hit?.input_tokens).toBeLessThan(1024);
    expect(hit?.cache_creation?.ephemeral_5m_input_tokens).toBe(0);
    const uncached = (await ask({ system: "All about money. ".repeat(900) })).usage;
    expect(uncached).toMatchObject({ cache_creation_input_tokens: 0, cache_read_input_tokens: 0 });
  });

  it("counts tokens without answering", async () => {
    const params = { model: MODEL, messages: [{ role: "user" as const, content: "Hello." }] };
    const { input_tokens: counted } = await client.messages.countTokens(params);
    expect(counted).toBe((await ask()).usage.input_tokens);
  });
});

test("in a batch each request fails alone, and has its place among the results", async () => {
  const outcomes = [
    "ok",
    "refusal",
    "content_filter",
    "length",
    "missing_usage",
    "http_429",
    "http_500",
  ] as const;
  const rows = outcomes.map((outcome, i) => ({ outcome, lines: [i + 1] }));
  sandbox.faults.replace({ batches: [{ rows }] });
  const streamed = requestsOf(9)
    .slice(7, 8)
    .map((one) => ({ ...one, params: { ...one.params, stream: true } }));
  const fast = requestsOf(9)
    .slice(8)
    .map((one) => ({ ...one, params: { ...one.params, speed: "fast" as const } }));
  const { id, request_counts } = await runRequests(client, [
    ...requestsOf(7),
    ...(streamed as never[]),
    ...fast,
  ]);
  expect(request_counts).toMatchObject({ succeeded: 5, errored: 4 });
  const results = new Map((await resultsOf(client, id)).map((one) => [one.custom_id, one.result]));
  const message = (row: number) => results.get(`row-${row}`);
  expect(message(2)).toMatchObject({
    message: { stop_reason: "refusal", stop_details: { category: null } },
  });
  expect(message(3)).toMatchObject({
    message: { stop_reason: "refusal", stop_details: { category: "general_harms" } },
  });
  expect(message(4)).toMatchObject({ message: { stop_reason: "max_tokens" } });
  expect(message(5)).not.toHaveProperty("message.usage");
  expect(message(6)).toMatchObject({ error: { error: { type: "rate_limit_error" } } });
  expect(message(7)).toMatchObject({ error: { error: { type: "api_error" } } });
  expect(message(8)).toMatchObject({
    error: { error: { message: expect.stringContaining("stream") } },
  });
  expect(message(9)).toMatchObject({
    error: { error: { message: expect.stringContaining("speed") } },
  });
});
