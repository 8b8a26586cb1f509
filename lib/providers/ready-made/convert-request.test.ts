import { describe, expect, test } from "vitest";
import type { ProviderKind } from "../../core/provider-kind";
import type { RawRequest } from "../../core/request";
import { provider } from "../registry";
import { rowConverter } from "./convert-request";
import { requestColumns, requestEndpoint } from "./request-columns";

const CHAT = "/v1/chat/completions";
const NAMES = ["custom_id", "method", "url", "body"];
const columnsOf = (names: readonly string[]) =>
  requestColumns(names.map((name, i) => ({ name, internal: `c${i}`, type: "text" })));
const BODY = { model: "gpt-4o-mini", messages: [{ role: "user", content: "Hi" }] };

/** What becomes of a body, or of the values of a row. */
function convert(
  kind: ProviderKind,
  model: string,
  body: object | readonly (string | null)[],
  request: Partial<RawRequest> = {},
) {
  const columns = columnsOf(NAMES);
  if (columns === null) throw new Error("must be requests");
  const job = { model, request: { raw: true as const, ...request } };
  const of = rowConverter({ provider: provider(kind), columns, endpoint: CHAT, ...job });
  return of(7, Array.isArray(body) ? body : [null, null, null, JSON.stringify(body)]);
}

test("the columns tell the shape, and the first row the API", () => {
  expect(columnsOf(["custom_id", "params"])).toMatchObject({ shape: "anthropic", body: 1 });
  expect(columnsOf(["text"])).toBeNull();
  const columns = columnsOf(NAMES);
  if (columns === null) throw new Error("must be requests");
  expect(requestEndpoint(columns, ["a", "POST", "/v1/embeddings", "{}"])).toBe("/v1/embeddings");
  expect(requestEndpoint(columns, ["a", null, null, "{}"])).toBe(CHAT);
});

describe("a provider that reads the shape", () => {
  test("gets the body word for word", () => {
    const body = '{"model":"gpt-4o-mini", "messages":[],\r\n"seed":1.50}';
    expect(convert("openai", "gpt-4o-mini", [null, "post", CHAT, body])).toEqual({
      ...{ kind: "line", changed: false },
      line: `{"custom_id":"r7","method":"POST","url":"${CHAT}","body":{"model":"gpt-4o-mini", "messages":[],  "seed":1.50}}`,
    });
  });

  test.each([
    ["the job's model", "gpt-5-mini", BODY, {}, { ...BODY, model: "gpt-5-mini" }],
    ["no ignored field", "gpt-4o-mini", { ...BODY, user: "u" }, { ignoreFields: ["user"] }, BODY],
    [
      "the job's limit",
      ...(["gpt-4o-mini", BODY, { maxOutputTokens: 9 }] as const),
      { ...BODY, max_completion_tokens: 9 },
    ],
    [
      "its own limit where it has one",
      ...(["gpt-4o-mini", { ...BODY, max_tokens: 5, model: "x" }, { maxOutputTokens: 9 }] as const),
      { ...BODY, max_tokens: 5 },
    ],
  ])("gets %s", (_, model, body, request, sent) => {
    const made = convert("openai", model, body, request);
    expect(made.kind === "line" && JSON.parse(made.line).body).toEqual(sent);
    expect(made).toMatchObject({ changed: true });
  });

  test.each([
    ["a foreign field", { ...BODY, top_k: 5 }, {}, "cannot_express", "body.top_k"],
    ["a stream", { ...BODY, stream: true }, {}, "cannot_express", "body.stream"],
    ["half a character", { ...BODY, user: "a\ud83d" }, {}, "invalid_field", "body.user"],
    [
      "a higher limit than the job's",
      ...([{ ...BODY, max_tokens: 10 }, { maxOutputTokens: 9 }] as const),
      ...(["output_over_limit", "body.max_tokens"] as const),
    ],
  ])("is not sent %s", (_, body, request, code, field) => {
    expect(convert("openai", "gpt-4o-mini", body, request)).toEqual({
      kind: "refused",
      code,
      field,
    });
  });

  test("gets a text that only looks like half a character", () => {
    const made = convert("openai", "gpt-4o-mini", { ...BODY, user: "\\ud83d 🎈 \\\\ud83d" });
    expect(made).toMatchObject({ kind: "line", changed: false });
  });
});

describe("a provider of another shape", () => {
  test("gets the same request in its own words, for the job's model and within its limit", () => {
    const made = convert("anthropic", "claude-haiku-4-5", BODY, { maxOutputTokens: 9 });
    expect(made.kind === "line" && JSON.parse(made.line)).toEqual({
      custom_id: "r7",
      params: { model: "claude-haiku-4-5", max_tokens: 9, messages: BODY.messages },
    });
  });

  const image = { type: "image_url", image_url: { url: "https://example.com/a.png" } };
  const schema = { type: "json_schema", json_schema: { name: "a", schema: { type: "object" } } };
  test.each([
    ["a seed", "anthropic", "claude-haiku-4-5", { seed: 1 }, "body.seed"],
    ["a temperature", "anthropic", "claude-haiku-4-5", { temperature: 0 }, "body.temperature"],
    [
      "an image by address",
      "gemini",
      "gemini-2.5-flash",
      { messages: [{ role: "user", content: [image] }] },
      "body.messages",
    ],
    ["a schema", "gemini", "gemma-3-27b-it", { response_format: schema }, "body.response_format"],
    [
      "tools",
      "bedrock",
      "meta.llama3-1-8b-instruct-v1:0",
      { tools: [{ type: "function", function: { name: "f" } }] },
      "body.tools",
    ],
  ] as const)("is not sent %s that it cannot say", (_, kind, model, more, field) => {
    const made = convert(kind, model, { ...BODY, ...more });
    expect(made).toEqual({ kind: "refused", code: "cannot_express", field });
  });

  test("says a temperature of 1 by saying none", () => {
    const made = convert("anthropic", "claude-haiku-4-5", { ...BODY, temperature: 1 });
    expect(made.kind).toBe("line");
  });
});

test.each([
  ["no body", [null, null, null, null], "body_missing", "body"],
  ["an empty one", [null, null, null, " "], "body_missing", "body"],
  ["null", [null, null, null, "null"], "body_missing", "body"],
  ["a list", [null, null, null, "[1]"], "body_not_object", "body"],
  ["a text", [null, null, null, "hello"], "body_not_object", "body"],
  ["another method", [null, "GET", null, "{}"], "wrong_method", "method"],
  ["another API", [null, null, "/v1/responses", "{}"], "wrong_url", "url"],
])("%s is refused", (_, values, code, field) => {
  expect(convert("groq", "m", values)).toEqual({ kind: "refused", code, field });
  expect(convert("anthropic", "m", values)).toEqual({ kind: "refused", code, field });
});
