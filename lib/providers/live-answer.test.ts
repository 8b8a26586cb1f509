import { expect, test } from "vitest";
import type { Channel } from "../core/pricing";
import type { ProviderKind } from "../core/provider-kind";
import { chatOf } from "../core/request";
import { answer, type Behaviour, refuse, startFakeServer } from "../testing/fake-server";
import { readLine } from "../testing/result-line";
import { provider } from "./registry";

interface Asked {
  readonly model?: string;
  readonly channel?: Exclude<Channel, "batch">;
  readonly edit?: (line: string) => string;
}

/** One request to a server that behaves so: the line that came of it, as it is read, and what the server saw. */
async function ask(kind: ProviderKind, behave: Behaviour, asked: Asked = {}) {
  const { model = "gpt-5-mini", channel = "realtime", edit = (line: string) => line } = asked;
  const adapter = provider(kind);
  await using server = await startFakeServer(behave);
  const account = { apiKey: "key-of-mine", baseUrl: server.baseUrl, settings: {} };
  const { complete } = await adapter.open(account);
  const { line, endpoint } = adapter.encode(chatOf({ model, prompt: "A colour" }), "1");
  const request = { line: edit(line), endpoint, model, channel, timeoutMs: 20_000 };
  const raw = (await complete?.(request)) ?? "";
  const told = readLine(raw, adapter.shape(model, endpoint));
  return { raw, told, verdict: adapter.classify(told.facts), seen: server.seen };
}

const answered = (body: object = {}) =>
  answer(200, { id: "a-1", choices: [{ message: { content: "blue" } }], ...body });

test("the body stays as it was sent, but for its line breaks", async () => {
  const body = '{\r\n "id": "x",\n "cost": 1.10, "big": 12345678901234567890,\n "t": "a\\nb"\n}\n';
  const { raw } = await ask("openai", answer(200, body, { "x-request-id": "req-1" }));
  expect(raw).toBe(
    '{"id":"req-1","custom_id":"r1","response":{"status_code":200,"request_id":"req-1","body":' +
      '{ "id": "x", "cost": 1.10, "big": 12345678901234567890, "t": "a\\nb"}},"error":null}',
  );
});

test("the flex tier is asked for by its name, and by no other way", async () => {
  const edit = (line: string) => line.replace('"body":{', '"body":{"service_tier":"priority",');
  const bodies = [];
  for (const channel of ["flex", "realtime"] as const) {
    const { seen } = await ask("openai", answered(), { channel, edit });
    bodies.push(...seen.map(({ body }) => JSON.parse(body)));
  }
  expect(bodies).toHaveLength(2);
  expect(bodies[0]).toMatchObject({ model: "gpt-5-mini", service_tier: "flex" });
  expect(bodies[1]).not.toHaveProperty("service_tier");
});

test("an answer in pieces is never asked for", async () => {
  const extra = '{"stream":true,"stream_options":{"include_usage":true},';
  const edit = (line: string) => line.replace('"body":{', `"body":${extra}`);
  const { seen } = await ask("groq", answered(), { edit });
  const sent = JSON.parse(seen[0]?.body ?? "");
  expect(Object.keys(sent).filter((name) => name.startsWith("stream"))).toEqual([]);
  expect(sent.messages).toHaveLength(1);
});

test("a line of Mistral gets the model of its batch", async () => {
  const { seen } = await ask("mistral", answered(), { model: "mistral-small-latest" });
  expect(JSON.parse(seen[0]?.body ?? "")).toMatchObject({ model: "mistral-small-latest" });
});

test.each<[string, Behaviour]>([
  ["a page", answer(200, "<html></html>", { "content-type": "text/html" })],
  ["half an object", answer(200, '{"id":"a-1","choices":[')],
  ["a list", answer(200, [])],
  ["nothing", answer(204, "")],
])("an answer that is %s may be on the bill", async (_, behave) => {
  for (const kind of ["openai", "anthropic", "mistral", "gemini"] as const) {
    await expect(ask(kind, behave)).rejects.toMatchObject({ kind: "ambiguous" });
  }
});

test("an answer longer than a line may be is a row that has failed, at an unknown price", async () => {
  const piece = "x".repeat(1024 * 1024);
  const endless: Behaviour = (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    for (let i = 0; i < 40; i += 1) response.write(piece);
    response.end();
  };
  for (const kind of ["openai", "together", "anthropic", "mistral", "gemini"] as const) {
    const { told, verdict } = await ask(kind, endless);
    expect([kind, verdict]).toEqual([
      kind,
      { outcome: "failed", code: "answer_too_long", retryable: false },
    ]);
    expect(told.usage).toBeNull();
  }
});

test("a redirect is followed by no second POST", async () => {
  const { baseUrl, seen, ...other } = await startFakeServer(answered());
  await using _ = other;
  const redirect = answer(307, "", { location: `${baseUrl}/chat/completions` });
  for (const kind of ["openai", "anthropic", "mistral", "gemini"] as const) {
    await expect(ask(kind, redirect)).rejects.toMatchObject({ kind: "unknown", status: 307 });
  }
  expect(seen).toEqual([]);
});

test.each<[ProviderKind, Behaviour, string]>([
  ["openai", refuse(400, { code: "billing_hard_limit_reached" }), "quota"],
  ["gemini", refuse(400, { status: "FAILED_PRECONDITION" }), "permission"],
  ["anthropic", refuse(400, { details: { error_code: "organization_on_hold" } }), "permission"],
  ["compatible", refuse(403), "permission"],
  ["compatible", answer(404, { detail: "Not Found" }), "not_found"],
  ["compatible", answer(404, "<html></html>"), "not_found"],
])("what %s says against the account is no row's fault (%#)", async (kind, behave, expected) => {
  await expect(ask(kind, behave)).rejects.toMatchObject({ kind: expected });
});

test("a prompt that a moderation stopped is a row's fault", async () => {
  const flagged = refuse(403, { code: 403, metadata: { reasons: ["violence"] } });
  const { verdict } = await ask("compatible", flagged);
  expect(verdict).toEqual({ outcome: "failed", code: "403", retryable: false });
});

test("the page of an edge is a row's fault where it says that the request is too large", async () => {
  const page = answer(413, "<html></html>", { "content-type": "text/html" });
  for (const kind of ["openai", "anthropic", "mistral", "gemini", "together"] as const) {
    const { verdict } = await ask(kind, page);
    expect([kind, verdict]).toMatchObject([
      kind,
      { outcome: "failed", code: "http_413", retryable: false },
    ]);
  }
});

test("a model that is not there is told from a path that is not there, once", async () => {
  const missing = refuse(404, { type: "not_found_error" });
  const behave: Behaviour = (request, response) =>
    (request.method === "GET" ? answer(200, { data: [] }) : missing)(request, response);
  const { verdict, seen } = await ask("compatible", behave);
  expect(verdict).toMatchObject({ outcome: "failed", code: "not_found_error", retryable: false });
  expect(seen.map(({ method }) => method)).toEqual(["POST", "GET"]);
});

test("Node's limit of five minutes for an answer is lifted", async () => {
  const place = Symbol.for("undici.globalDispatcher.1");
  await ask("openai", answered());
  const nodes = Reflect.get(globalThis, place);
  const limits: unknown[] = [];
  Reflect.set(globalThis, place, {
    dispatch(request: { headersTimeout?: number; bodyTimeout?: number }, handler: unknown) {
      limits.push([request.headersTimeout, request.bodyTimeout]);
      return nodes.dispatch(request, handler);
    },
  });
  try {
    await ask("openai", answered());
  } finally {
    Reflect.set(globalThis, place, nodes);
  }
  expect(limits).toEqual([[0, 0]]);
});
