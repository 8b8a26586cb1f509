import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { isProviderError, type ProviderError } from "../../errors";
import { answer, type Behaviour, refuse, startFakeServer } from "../../testing/fake-server";
import { openSession } from "../dialects/openai/session";
import { MAX_RETRY_AFTER_MS } from "../http";
import { openClient } from "./client";

const KEY = "sk-test-0123456789";
const FAST = { callMs: 300, idleMs: 300 };
const SUBMISSION = {
  mark: "bat_1.1",
  endpoint: "/v1/chat/completions",
  model: "gpt-4.1-mini",
  completionWindowHours: 24,
  requests: { kind: "staged", id: "file-1" },
} as const;

const sessionAt = (baseUrl: string) =>
  openSession(openClient({ apiKey: KEY, baseUrl, settings: {} }, FAST));

async function failure(run: Promise<unknown>): Promise<ProviderError> {
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isProviderError(error)) throw new Error("expected a ProviderError", { cause: error });
  expect(`${error.message} ${String(error.cause)}`).not.toMatch(/PRIVATE|sk-test/);
  return error;
}

const drop: Behaviour = (_, response) => response.socket?.destroy();
const silence: Behaviour = () => undefined;
const stall: Behaviour = (_, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"id":"batch_1"');
};
const cutShort: Behaviour = (_, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
  response.write('{"id":"batch_1"', () => response.socket?.destroy());
};

afterEach(() => vi.unstubAllEnvs());

test.each<[string, Behaviour, string]>([
  ["the connection drops after acceptance", drop, "ambiguous"],
  ["no answer comes", silence, "ambiguous"],
  ["the answer stalls half-way", stall, "ambiguous"],
  ["the answer is cut off", cutShort, "ambiguous"],
  ["the answer is no JSON", answer(200, "{"), "ambiguous"],
  ["the answer is a page", answer(200, "<html>", { "content-type": "text/html" }), "ambiguous"],
  ["the answer has no id", answer(200, { status: "validating" }), "ambiguous"],
  ["500", refuse(500), "ambiguous"],
  ["503", refuse(503, {}, { "x-should-retry": "true" }), "ambiguous"],
  ["504", refuse(504), "ambiguous"],
  ["409", refuse(409), "ambiguous"],
  ["408", refuse(408), "ambiguous"],
  ["400", refuse(400, { code: "invalid_value", param: "endpoint" }), "invalid"],
  ["400 about the file", refuse(400, { code: "invalid_request", param: "file_id" }), "not_found"],
  ["401", refuse(401, { code: "invalid_api_key" }), "auth"],
  ["403", refuse(403), "permission"],
  ["404", refuse(404), "not_found"],
  ["413", refuse(413), "too_large"],
  ["429", refuse(429, { code: "rate_limit_exceeded" }), "rate_limited"],
  ["429 out of money", refuse(429, { code: "insufficient_quota" }), "quota"],
])("create, when %s: exactly one POST", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  const error = await failure(sessionAt(server.baseUrl).submit(SUBMISSION, 300));
  expect(error.kind).toBe(kind);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(["POST /v1/batches"]);
});

test("a create that cannot have been sent is a network error", async () => {
  const server = await startFakeServer(silence);
  await server[Symbol.asyncDispose]();
  expect((await failure(sessionAt(server.baseUrl).submit(SUBMISSION, 300))).kind).toBe("network");
  const nowhere = sessionAt("http://no-such-host.invalid/v1");
  expect((await failure(nowhere.submit(SUBMISSION, 5000))).kind).toBe("network");
});

test("a create sends our mark, the key and nothing of the environment", async () => {
  vi.stubEnv("OPENAI_ORG_ID", "org-of-the-host");
  vi.stubEnv("OPENAI_PROJECT_ID", "proj-of-the-host");
  vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1");
  await using server = await startFakeServer(answer(200, { id: "batch_9", status: "validating" }));
  const snapshot = await sessionAt(server.baseUrl).submit(SUBMISSION, 300);
  expect(snapshot.remoteId).toBe("batch_9");
  const [request] = server.seen;
  expect(JSON.parse(request?.body ?? "")).toEqual({
    input_file_id: "file-1",
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
    metadata: { tranche_batch: "bat_1.1" },
  });
  expect(request?.headers.authorization).toBe(`Bearer ${KEY}`);
  expect(request?.headers["openai-organization"]).toBeUndefined();
  expect(request?.headers["openai-project"]).toBeUndefined();
  expect(request?.headers["x-stainless-retry-count"]).toBe("0");
});

test.each<[string, Behaviour, string]>([
  ["drop", drop, "network"],
  ["silence", silence, "timeout"],
  ["stall", stall, "timeout"],
  ["cut off", cutShort, "network"],
  ["no JSON", answer(200, "{"), "server"],
  ["another shape", answer(200, { hello: 1 }), "unknown"],
  ["500", refuse(500), "server"],
  ["408", refuse(408), "timeout"],
  ["409", refuse(409), "server"],
  ["404", refuse(404), "not_found"],
  ["410", refuse(410), "not_found"],
  ["402", refuse(402), "quota"],
])("read, on %s: sent once", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  expect((await failure(sessionAt(server.baseUrl).retrieve("batch_1"))).kind).toBe(kind);
  expect(server.seen).toHaveLength(1);
});

const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
test.each([
  [{ "retry-after": "86400" }, MAX_RETRY_AFTER_MS],
  [{ "retry-after": "2" }, 2000],
  [{ "retry-after": "0.5" }, 500],
  [{ "retry-after-ms": "700", "retry-after": "2" }, 700],
  [{ "retry-after": inAnHour }, MAX_RETRY_AFTER_MS],
  [{ "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }, 0],
  [{ "retry-after": "-5" }, 0],
  [{ "retry-after": "soon" }, undefined],
  [{}, undefined],
])("429 with %j asks to wait %s ms", async (headers: Record<string, string>, expected) => {
  await using server = await startFakeServer(refuse(429, {}, headers));
  const error = await failure(sessionAt(server.baseUrl).retrieve("batch_1"));
  expect(error).toMatchObject({ kind: "rate_limited", status: 429 });
  expect(error.retryAfterMs).toBe(expected);
});

test("an error names status, code and request, not the provider's words", async () => {
  const error = { code: "invalid_value", param: "input_file_id.x" };
  await using server = await startFakeServer(refuse(422, error, { "x-request-id": "req_77" }));
  const told = await failure(sessionAt(server.baseUrl).retrieve("b"));
  expect(told.cause).toBeUndefined();
  expect(told).toMatchObject({
    message: "read batch: the provider answered 422 (invalid_value, about input_file_id.x, req_77)",
    providerCode: "invalid_value",
  });
});

test.each(["", "sk-with\nnewline", "sk-ünïcode"])(
  "the key %j is refused before any call",
  (apiKey) => {
    expect(() => openClient({ apiKey, baseUrl: null, settings: {} })).toThrow(/API key/);
  },
);

test.each(["ftp://x/v1", "localhost:80/v1", "nonsense"])(
  "the base URL %s is refused",
  (baseUrl) => {
    expect(() => openClient({ apiKey: KEY, baseUrl, settings: {} })).toThrow(/base URL/);
  },
);

async function scratchFile(text: string) {
  const folder = await mkdtemp(join(tmpdir(), "client-test-"));
  const path = join(folder, "lines.jsonl");
  await writeFile(path, text);
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

test("an upload is one multipart request with our file name, then a look at the file", async () => {
  await using file = await scratchFile('{"custom_id":"r1"}\n');
  await using server = await startFakeServer(answer(200, { id: "file-7", status: "processed" }));
  const session = sessionAt(server.baseUrl);
  expect(await session.stage?.({ path: file.path, fileName: "bat_1.1.jsonl" })).toBe("file-7");
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /v1/files",
    "GET /v1/files/file-7",
  ]);
  const body = server.seen[0]?.body ?? "";
  expect(body).toContain('name="purpose"\r\n\r\nbatch\r\n');
  expect(body).toContain('name="expires_after[anchor]"\r\n\r\ncreated_at\r\n');
  expect(body).toContain('name="expires_after[seconds]"\r\n\r\n604800\r\n');
  expect(body).toContain('filename="bat_1.1.jsonl"');
  expect(body).toContain('\r\n\r\n{"custom_id":"r1"}\n\r\n');
});

test.each<[string, Behaviour, string]>([
  ["drop", drop, "network"],
  ["silence", silence, "timeout"],
  ["413", refuse(413), "too_large"],
  ["500", refuse(500), "server"],
  ["429", refuse(429), "rate_limited"],
])("upload, on %s: sent once", async (_, behave, kind) => {
  await using file = await scratchFile("{}\n");
  await using server = await startFakeServer(behave);
  const { stage } = sessionAt(server.baseUrl);
  const staged = Promise.resolve(stage?.({ path: file.path, fileName: "a.jsonl" }));
  expect((await failure(staged)).kind).toBe(kind);
  expect(server.seen).toHaveLength(1);
});

test("an upload waits until the file can be seen", async () => {
  await using file = await scratchFile("{}\n");
  let looks = 0;
  await using server = await startFakeServer((request, response) => {
    if (request.method === "POST") return answer(200, { id: "file-8" })(request, response);
    looks += 1;
    const behave = looks < 3 ? refuse(404) : answer(200, { id: "file-8", status: "processed" });
    behave(request, response);
  });
  const session = sessionAt(server.baseUrl);
  expect(await session.stage?.({ path: file.path, fileName: "a.jsonl" })).toBe("file-8");
  expect(looks).toBe(3);
});
