import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import {
  cutShort,
  drop,
  failure,
  PATIENT_MS,
  patienceFor,
  scratchFile,
  silence,
  stall,
} from "../../testing/client-faults";
import { answer, type Behaviour, startFakeServer } from "../../testing/fake-server";
import { MAX_RETRY_AFTER_MS } from "../http";
import { openClient } from "./client";
import { openSession } from "./session";

const KEY = "sk-ant-test-0123456789";
const LINES = '{"custom_id":"r1","params":{"é":1}}\n{"custom_id":"r2","params":{}}\n';
const BATCH = {
  id: "msgbatch_9",
  processing_status: "in_progress",
  request_counts: { processing: 2, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  created_at: "2026-11-23T12:13:20.044758+00:00",
};

let lines: Awaited<ReturnType<typeof scratchFile>>;
beforeAll(async () => {
  lines = await scratchFile(LINES);
});
afterAll(() => lines[Symbol.asyncDispose]());
afterEach(() => vi.unstubAllEnvs());

const submission = (
  requests: { kind: "inline"; path: string } | { kind: "staged"; id: string },
) => ({
  ...{ mark: "bat_1.1", endpoint: "/v1/messages", model: "claude-haiku-4-5" },
  ...{ completionWindowHours: 24, requests },
});
const hostOf = (baseUrl: string) => baseUrl.replace(/\/v1$/, "");
const sessionAt = (baseUrl: string, patienceMs = PATIENT_MS) =>
  openSession(
    openClient(
      { apiKey: KEY, baseUrl: hostOf(baseUrl), settings: {} },
      { callMs: patienceMs, idleMs: patienceMs },
    ),
  );
const submit = (baseUrl: string, patienceMs = PATIENT_MS) =>
  sessionAt(baseUrl).submit(submission({ kind: "inline", path: lines.path }), patienceMs);

const refuse = (
  status: number,
  type = "api_error",
  errorCode?: string,
  headers: Record<string, string> = {},
): Behaviour => {
  const details = errorCode === undefined ? {} : { details: { error_code: errorCode } };
  const error = { type, message: "PRIVATE WORDS", ...details };
  return answer(status, { type: "error", error, request_id: "req_body" }, headers);
};
const edgePage = answer(413, "<html>too large</html>", { "content-type": "text/html" });

test.each<[string, Behaviour, string]>([
  ["the connection drops after acceptance", drop, "ambiguous"],
  ["no answer comes", silence, "ambiguous"],
  ["the answer stalls half-way", stall, "ambiguous"],
  ["the answer is cut off", cutShort, "ambiguous"],
  ["the answer is no JSON", answer(200, "{"), "ambiguous"],
  ["the answer is a page", answer(200, "<html>", { "content-type": "text/html" }), "ambiguous"],
  ["the answer has no id", answer(200, { ...BATCH, id: "" }), "ambiguous"],
  ["500", refuse(500), "ambiguous"],
  [
    "503, to be tried again",
    refuse(503, "api_error", "x", { "x-should-retry": "true" }),
    "ambiguous",
  ],
  ["504", refuse(504, "timeout_error"), "ambiguous"],
  ["529", refuse(529, "overloaded_error"), "ambiguous"],
  ["409", refuse(409, "conflict_error"), "ambiguous"],
  ["408", refuse(408), "ambiguous"],
  ["400", refuse(400, "invalid_request_error"), "invalid"],
  ["400 on hold", refuse(400, "invalid_request_error", "organization_on_hold"), "permission"],
  ["401", refuse(401, "authentication_error"), "auth"],
  ["402", refuse(402, "billing_error"), "quota"],
  ["403", refuse(403, "permission_error"), "permission"],
  ["404", refuse(404, "not_found_error"), "not_found"],
  ["413 from the edge", edgePage, "too_large"],
  ["429", refuse(429, "rate_limit_error"), "rate_limited"],
  ["429 spent", refuse(429, "rate_limit_error", "enforced_spend_limit_reached"), "quota"],
])("create, when %s: exactly one POST", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  expect((await failure(submit(server.baseUrl, patienceFor(behave)))).kind).toBe(kind);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(server.seen.map((request) => `${request.method} ${request.path}`)).toEqual([
    "POST /v1/messages/batches",
  ]);
});

test("a create that cannot have been sent is a network error", async () => {
  const server = await startFakeServer(silence);
  await server[Symbol.asyncDispose]();
  expect((await failure(submit(server.baseUrl))).kind).toBe("network");
  expect((await failure(submit("http://no-such-host.invalid/v1"))).kind).toBe("network");
});

test("a create sends the lines as they are, in one body of known length", async () => {
  await using server = await startFakeServer(answer(200, BATCH));
  const snapshot = await submit(server.baseUrl);
  expect(snapshot).toMatchObject({ remoteId: "msgbatch_9", counts: { total: 2 } });
  const [request] = server.seen;
  expect(request?.body).toBe(
    '{"requests":[{"custom_id":"r1","params":{"é":1}},{"custom_id":"r2","params":{}}]}',
  );
  expect(request?.headers).toMatchObject({
    authorization: `Bearer ${KEY}`,
    "anthropic-version": "2026-10-21",
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(request?.body ?? "")),
    "x-stainless-retry-count": "0",
  });
  expect(request?.headers["transfer-encoding"]).toBeUndefined();
});

test.each([
  ["no lines", "", '{"requests":[]}'],
  ["a last line without a break", "{}\n{}", '{"requests":[{},{}]}'],
])("the body of a file with %s", async (_, text, body) => {
  await using other = await scratchFile(text);
  await using server = await startFakeServer(answer(200, BATCH));
  await sessionAt(server.baseUrl).submit(
    submission({ kind: "inline", path: other.path }),
    PATIENT_MS,
  );
  expect(server.seen[0]?.body).toBe(body);
});

test("a create of staged requests is refused before any call", async () => {
  await using server = await startFakeServer(answer(200, BATCH));
  const staged = submission({ kind: "staged", id: "file-1" });
  const error = await failure(sessionAt(server.baseUrl).submit(staged, PATIENT_MS));
  expect(error.kind).toBe("invalid");
  expect(server.seen).toHaveLength(0);
});

test("nothing of the environment goes along", async () => {
  vi.stubEnv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9");
  vi.stubEnv("ANTHROPIC_AUTH_TOKEN", "token-of-the-host");
  vi.stubEnv("ANTHROPIC_API_KEY", "sk-ant-of-the-host");
  vi.stubEnv(
    "ANTHROPIC_CUSTOM_HEADERS",
    "x-api-key: sk-of-the-host\nauthorization: Bearer of-the-host\nanthropic-version: 2023-06-01\nanthropic-beta: any",
  );
  await using server = await startFakeServer(answer(200, { data: [], has_more: false }));
  await sessionAt(server.baseUrl).check();
  const [request] = server.seen;
  expect(request?.path).toBe("/v1/messages/batches?limit=1");
  expect(request?.headers).toMatchObject({
    authorization: `Bearer ${KEY}`,
    "anthropic-version": "2026-10-21",
  });
  expect(request?.headers["x-api-key"]).toBeUndefined();
  expect(request?.headers["anthropic-beta"]).toBeUndefined();
});

test.each<[string, Behaviour, string]>([
  ["drop", drop, "network"],
  ["silence", silence, "timeout"],
  ["stall", stall, "timeout"],
  ["cut off", cutShort, "network"],
  ["no JSON", answer(200, "{"), "server"],
  ["another shape", answer(200, { hello: 1 }), "unknown"],
  ["500", refuse(500), "server"],
  ["529", refuse(529, "overloaded_error"), "server"],
  ["408", refuse(408), "timeout"],
  ["404", refuse(404), "not_found"],
  ["410", refuse(410), "not_found"],
  ["a redirect", answer(302, "", { location: "http://127.0.0.1:9/" }), "unknown"],
])("read, on %s: sent once", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  expect(
    (await failure(sessionAt(server.baseUrl, patienceFor(behave)).retrieve("msgbatch_1"))).kind,
  ).toBe(kind);
  expect(server.seen).toHaveLength(1);
});

test.each([
  [{ "retry-after": "86400" }, MAX_RETRY_AFTER_MS],
  [{ "retry-after": "2" }, 2000],
  [{}, undefined],
])("429 with %j asks to wait %s ms", async (headers: Record<string, string>, expected) => {
  await using server = await startFakeServer(refuse(429, "rate_limit_error", undefined, headers));
  const error = await failure(sessionAt(server.baseUrl).retrieve("msgbatch_1"));
  expect(error).toMatchObject({ kind: "rate_limited", status: 429 });
  expect(error.retryAfterMs).toBe(expected);
});

test("an error names status, code and request, not the provider's words", async () => {
  const behave = refuse(422, "invalid_request_error", undefined, { "request-id": "req_77" });
  await using server = await startFakeServer(behave);
  const told = await failure(sessionAt(server.baseUrl).retrieve("msgbatch_1"));
  expect(told.cause).toBeUndefined();
  expect(told).toMatchObject({
    message: "read batch: the provider answered 422 (invalid_request_error, req_77)",
    providerCode: "invalid_request_error",
  });
});

test.each(["", "sk-with\nnewline", "sk-ünïcode"])(
  "the key %j is refused before any call",
  (apiKey) => {
    expect(() => openClient({ apiKey, baseUrl: null, settings: {} })).toThrow(/API key/);
  },
);

test("the address may be given with or without its version", async () => {
  await using server = await startFakeServer(answer(200, { data: [] }));
  for (const baseUrl of [server.baseUrl, hostOf(server.baseUrl), `${server.baseUrl}/`]) {
    await openSession(openClient({ apiKey: KEY, baseUrl, settings: {} })).check();
  }
  expect(new Set(server.seen.map((request) => request.path)).size).toBe(1);
});

test("results come from our own address, whatever host the batch names", async () => {
  await using stranger = await startFakeServer(answer(200, "stolen"));
  await using server = await startFakeServer((request, response) => {
    const url = `${stranger.baseUrl}/messages/batches/msgbatch_1/results`;
    const batch = { ...BATCH, processing_status: "ended", results_url: url };
    const ofBatch = request.path.endsWith("/results")
      ? answer(200, "a\né\n{cut")
      : answer(200, batch);
    ofBatch(request, response);
  });
  const session = sessionAt(server.baseUrl);
  const [id = ""] = (await session.retrieve("msgbatch_9")).resultFileIds;
  let text = "";
  for await (const chunk of await session.results(id)) text += Buffer.from(chunk).toString("utf8");
  expect(text).toBe("a\né\n{cut");
  expect(server.seen[1]?.path).toBe("/v1/messages/batches/msgbatch_9/results");
  expect(stranger.seen).toHaveLength(0);
});

test("a body of results that is cut short is an error after its bytes", async () => {
  await using server = await startFakeServer((_, response) => {
    response.writeHead(200, {});
    response.write("first\nsec", () => setTimeout(() => response.socket?.destroy(), 30));
  });
  let text = "";
  const read = async () => {
    for await (const chunk of await sessionAt(server.baseUrl).results("msgbatch_1")) {
      text += Buffer.from(chunk).toString("utf8");
    }
  };
  expect((await failure(read())).kind).toBe("network");
  expect(text).toBe("first\nsec");
});

test.each<[Behaviour, string]>([
  [refuse(404, "not_found_error"), "not_found"],
  [refuse(503), "server"],
  [silence, "timeout"],
])("results that are not there: %# is told before any byte", async (behave, kind) => {
  await using server = await startFakeServer(behave);
  expect(
    (await failure(sessionAt(server.baseUrl, patienceFor(behave)).results("msgbatch_1"))).kind,
  ).toBe(kind);
});
