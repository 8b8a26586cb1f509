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

type Params = OpenAI.ChatCompletionCreateParamsNonStreaming;

function ask(change: Record<string, unknown> = {}): Promise<OpenAI.ChatCompletion> {
  const body = { model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello there." }] };
  return client.chat.completions.create({ ...body, ...change } as Params);
}

describe("chat completions", () => {
  it("answers in the real shape, with the dated model", async () => {
    const answer = await ask();
    expect(answer).toEqual({
      id: expect.stringMatching(/^chatcmpl-[0-9a-f]{29}$/),
      object: "chat.completion",
      created: expect.any(Number),
      model: "gpt-4o-mini-2024-07-18",
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: expect.any(String),
            refusal: null,
            annotations: [],
          },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: {
        prompt_tokens: 10,
        completion_tokens: expect.any(Number),
        total_tokens: expect.any(Number),
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 0,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
      service_tier: "default",
      system_fingerprint: expect.stringMatching(/^fp_/),
    });
    expect((await ask()).choices).toEqual(answer.choices);
  });

  it("answers a classification with a label, one of those listed when there is a list", async () => {
    const free = await ask({
      messages: [{ role: "user", content: "Classify into one of 77 intents: I lost my card" }],
    });
    expect(free.choices[0]?.message.content).toMatch(/^[a-z_]+$/);
    const listed = await ask({
      messages: [
        { role: "system", content: "Give the sentiment, one of: positive, negative, neutral" },
        { role: "user", content: "Lovely!" },
      ],
    });
    expect(["positive", "negative", "neutral"]).toContain(listed.choices[0]?.message.content);
  });

  it("follows a schema", async () => {
    const schema = {
      type: "object",
      additionalProperties: false,
      required: ["label", "score"],
      properties: { label: { enum: ["a", "b"] }, score: { type: "number", maximum: 1 } },
    };
    const answer = await ask({
      response_format: { type: "json_schema", json_schema: { name: "x", strict: true, schema } },
    });
    const value = JSON.parse(answer.choices[0]?.message.content ?? "");
    expect(["a", "b"]).toContain(value.label);
    expect(value.score).toBeLessThanOrEqual(1);
    expect(Object.keys(value)).toHaveLength(2);
  });

  it("cuts at the limit, reasoning first", async () => {
    const short = await ask({ max_tokens: 3 });
    expect(short.choices[0]?.finish_reason).toBe("length");
    expect(short.usage?.completion_tokens).toBe(3);
    const thought = await ask({
      model: "gpt-5-mini",
      reasoning_effort: "high",
      max_completion_tokens: 20,
      messages: [{ role: "user", content: "Think about it." }],
    });
    expect(thought.choices[0]).toMatchObject({ finish_reason: "length", message: { content: "" } });
    expect(thought.usage).toMatchObject({
      completion_tokens: 20,
      completion_tokens_details: { reasoning_tokens: 20 },
    });
  });

  it("gives n choices", async () => {
    const answer = await ask({ n: 3 });
    expect(answer.choices.map((choice) => choice.index)).toEqual([0, 1, 2]);
  });

  it("bills a repeated long beginning as cached, in steps of 128", async () => {
    const rules = "Follow the house rules with care. ".repeat(300);
    const withRules = (content: string, model: string) =>
      ask({
        model,
        messages: [
          { role: "system", content: rules },
          { role: "user", content },
        ],
      });
    const first = await withRules("one", "gpt-4.1");
    expect(first.usage?.prompt_tokens_details?.cached_tokens).toBe(0);
    const later = await Promise.all(
      Array.from({ length: 20 }, (_, i) => withRules(`later ${i}`, "gpt-4.1")),
    );
    const cached = later.map((answer) => answer.usage?.prompt_tokens_details?.cached_tokens ?? -1);
    expect(cached.filter((tokens) => tokens >= 1024).length).toBeGreaterThan(10);
    for (const [i, tokens] of cached.entries()) {
      expect(tokens % 128).toBe(0);
      expect(tokens).toBeLessThan(later[i]?.usage?.prompt_tokens ?? 0);
    }
    const written = await withRules("one", "gpt-5.6-luna");
    expect(written.usage?.prompt_tokens_details).toMatchObject({
      cached_tokens: 0,
      cache_write_tokens: expect.any(Number),
    });
  });

  it("counts special tokens as text and survives a long run without a break", async () => {
    const special = await ask({ messages: [{ role: "user", content: "<|endoftext|>" }] });
    expect(special.usage?.prompt_tokens).toBeGreaterThan(8);
    const before = Date.now();
    const long = await ask({ messages: [{ role: "user", content: "a".repeat(100_000) }] });
    expect(Date.now() - before).toBeLessThan(1000);
    expect(long.usage?.prompt_tokens).toBe(25_007);
  });

  const message = (fields: Record<string, unknown>) => ({ messages: [fields] });
  it.each([
    [{ model: "gpt-none" }, 404, null, "model_not_found"],
    [{ messages: undefined }, 400, "messages", "missing_required_parameter"],
    [{ messages: "hi" }, 400, "messages", "invalid_type"],
    [{ messages: [] }, 400, "messages", "empty_array"],
    [message({ content: "x" }), 400, "messages[0].role", "missing_required_parameter"],
    [message({ role: "boss", content: "x" }), 400, "messages[0].role", "invalid_value"],
    [message({ role: "user", content: 5 }), 400, "messages[0].content", "invalid_type"],
    [message({ role: "user", content: null }), 400, "messages[0].content", null],
    [
      message({ role: "system", content: [{ type: "image_url" }] }),
      400,
      "messages[0].content[0].type",
      "invalid_value",
    ],
    [{ temperature: 3 }, 400, "temperature", "decimal_above_max_value"],
    [{ temperature: "hot" }, 400, "temperature", "invalid_type"],
    [{ max_tokens: 0 }, 400, "max_tokens", "integer_below_min_value"],
    [{ max_tokens: 1.5 }, 400, "max_tokens", "invalid_type"],
    [{ max_tokens: 99_999 }, 400, "max_tokens", "invalid_value"],
    [
      { max_tokens: 5, max_completion_tokens: 5 },
      400,
      "max_tokens",
      "invalid_parameter_combination",
    ],
    [{ model: "o3", max_tokens: 5 }, 400, "max_tokens", "unsupported_parameter"],
    [{ model: "gpt-5", temperature: 0 }, 400, "temperature", "unsupported_value"],
    [{ model: "gpt-5", top_p: 0.5 }, 400, "top_p", "unsupported_value"],
    [{ model: "o3", stop: "x" }, 400, "stop", "unsupported_parameter"],
    [{ reasoning_effort: "low" }, 400, "reasoning_effort", "unsupported_parameter"],
    [{ nonsense: 1 }, 400, "nonsense", "unknown_parameter"],
    [{ constructor: 1 }, 400, "constructor", "unknown_parameter"],
    [{ stop: ["a", "b", "c", "d", "e"] }, 400, "stop", "array_above_max_length"],
    [{ stream: true }, 400, "stream", null],
    [{ response_format: { type: "xml" } }, 400, "response_format.type", "invalid_value"],
    [{ response_format: { type: "json_object" } }, 400, "messages", null],
    [
      { response_format: { type: "json_schema", json_schema: { schema: {} } } },
      400,
      "response_format.json_schema.name",
      "missing_required_parameter",
    ],
    [
      {
        response_format: {
          type: "json_schema",
          json_schema: { name: "x", strict: true, schema: { type: "object", properties: {} } },
        },
      },
      400,
      "response_format",
      null,
    ],
    [
      {
        model: "gpt-4-turbo",
        response_format: { type: "json_schema", json_schema: { name: "x", schema: {} } },
      },
      400,
      "response_format",
      null,
    ],
    [
      { model: "gpt-4", ...message({ role: "user", content: "one two ".repeat(9000) }) },
      400,
      "messages",
      "context_length_exceeded",
    ],
  ])("refuses %j", async (change, status, param, code) => {
    const error = await errorOf(ask(change));
    expect([error.status, error.param, error.code]).toEqual([status, param, code]);
    expect(error.type).toBe("invalid_request_error");
  });

  it("takes what reasoning models permit", async () => {
    const answer = await ask({ model: "gpt-5", temperature: 1, max_completion_tokens: 5000 });
    expect(answer.model).toBe("gpt-5-2025-08-07");
  });

  it("refuses a body that is not JSON", async () => {
    const response = await fetch(`${sandbox.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: "Bearer sk-sandbox-one" },
      body: "{",
    });
    expect(response.status).toBe(400);
  });

  it("lists models", async () => {
    const names: string[] = [];
    for await (const model of client.models.list()) names.push(model.id);
    expect(names).toContain("gpt-4o-mini");
    expect((await errorOf(client.models.retrieve("none"))).status).toBe(404);
  });
});
