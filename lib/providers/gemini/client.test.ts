import { afterEach, expect, test, vi } from "vitest";
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

const KEY = "AIza-test-0123456789";
const SUBMISSION = {
  mark: "bat_1.1",
  endpoint: "batchGenerateContent",
  model: "gemini-2.5-flash",
  completionWindowHours: 24,
  requests: { kind: "staged", id: "files/in1" },
} as const;
const CREATE = "POST /v1beta/models/gemini-2.5-flash:batchGenerateContent";

const sessionAt = (baseUrl: string, patienceMs = PATIENT_MS) =>
  openSession(
    openClient(
      { apiKey: KEY, baseUrl: new URL(baseUrl).origin, settings: {} },
      { callMs: patienceMs, idleMs: patienceMs },
    ),
  );

const refuse = (status: number, error: object = {}, headers: Record<string, string> = {}) =>
  answer(status, { error: { code: status, message: "PRIVATE WORDS", ...error } }, headers);

afterEach(() => vi.unstubAllEnvs());

test.each<[string, Behaviour, string]>([
  ["the connection drops after acceptance", drop, "ambiguous"],
  ["no answer comes", silence, "ambiguous"],
  ["the answer stalls half-way", stall, "ambiguous"],
  ["the answer is cut off", cutShort, "ambiguous"],
  ["the answer is no JSON", answer(200, "{"), "ambiguous"],
  ["the answer is a page", answer(200, "<html>", { "content-type": "text/html" }), "ambiguous"],
  ["the answer has no name", answer(200, { metadata: {} }), "ambiguous"],
  ["500", refuse(500, { status: "INTERNAL" }), "ambiguous"],
  ["503", refuse(503, { status: "UNAVAILABLE" }), "ambiguous"],
  ["504", refuse(504), "ambiguous"],
  ["409", refuse(409), "ambiguous"],
  ["408", refuse(408), "ambiguous"],
  ["a redirect", answer(307, "", { location: "/elsewhere" }), "ambiguous"],
  ["400", refuse(400, { status: "INVALID_ARGUMENT" }), "invalid"],
  ["400 about the key", refuse(400, { details: [{ reason: "API_KEY_INVALID" }] }), "auth"],
  ["401", refuse(401, { status: "UNAUTHENTICATED" }), "auth"],
  ["403", refuse(403, { status: "PERMISSION_DENIED" }), "permission"],
  ["404", refuse(404, { status: "NOT_FOUND" }), "not_found"],
  ["413", refuse(413), "too_large"],
  ["429", refuse(429, { status: "RESOURCE_EXHAUSTED" }), "rate_limited"],
])("create, when %s: exactly one POST", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  const error = await failure(sessionAt(server.baseUrl).submit(SUBMISSION, patienceFor(behave)));
  expect(error.kind).toBe(kind);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([CREATE]);
});

test("a create that cannot have been sent is a network error", async () => {
  const server = await startFakeServer(silence);
  await server[Symbol.asyncDispose]();
  expect((await failure(sessionAt(server.baseUrl).submit(SUBMISSION, PATIENT_MS))).kind).toBe(
    "network",
  );
});

test("a create sends our mark, the key and nothing of the environment", async () => {
  vi.stubEnv("GOOGLE_API_KEY", "key-of-the-host");
  vi.stubEnv("GOOGLE_GENAI_USE_VERTEXAI", "true");
  vi.stubEnv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9");
  await using server = await startFakeServer(
    answer(200, { name: "batches/9", metadata: { state: "BATCH_STATE_PENDING" } }),
  );
  const session = sessionAt(server.baseUrl);
  const staged = { ...SUBMISSION, model: "models/gemini-2.5-flash" };
  expect((await session.submit(staged, PATIENT_MS)).remoteId).toBe("batches/9");
  await session.cancel("batches/9");
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    CREATE,
    "POST /v1beta/batches/9:cancel",
    "GET /v1beta/batches/9",
  ]);
  expect(JSON.parse(server.seen[0]?.body ?? "")).toEqual({
    batch: { displayName: "bat_1.1", inputConfig: { fileName: "files/in1" } },
  });
  for (const { headers, path } of server.seen) {
    expect(headers["x-goog-api-key"]).toBe(KEY);
    expect(path).not.toContain("key");
  }
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
])("read, on %s: sent once", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  expect(
    (await failure(sessionAt(server.baseUrl, patienceFor(behave)).retrieve("batches/1"))).kind,
  ).toBe(kind);
  expect(server.seen).toHaveLength(1);
});

const retryInfo = (retryDelay: string) => ({
  details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay }],
});
test.each<[object, Record<string, string>, number | undefined]>([
  [{}, { "retry-after": "86400" }, MAX_RETRY_AFTER_MS],
  [{}, { "retry-after": "2" }, 2000],
  [retryInfo("34.5s"), {}, 34_500],
  [retryInfo("86400s"), {}, MAX_RETRY_AFTER_MS],
  [retryInfo("34s"), { "retry-after": "2" }, 2000],
  [retryInfo("soon"), {}, undefined],
  [{ details: "none" }, {}, undefined],
  [{}, {}, undefined],
])("429 %j with %j asks to wait %s ms", async (error, headers, expected) => {
  await using server = await startFakeServer(
    refuse(429, { status: "RESOURCE_EXHAUSTED", ...error }, headers),
  );
  const told = await failure(sessionAt(server.baseUrl).retrieve("batches/1"));
  expect(told).toMatchObject({ kind: "rate_limited", status: 429 });
  expect(told.retryAfterMs).toBe(expected);
});

test("an error names status and code, not the provider's words", async () => {
  await using server = await startFakeServer(refuse(422, { status: "OUT_OF_RANGE" }));
  const told = await failure(sessionAt(server.baseUrl).retrieve("batches/1"));
  expect(told.cause).toBeUndefined();
  expect(told).toMatchObject({
    message: "read batch: the provider answered 422 (OUT_OF_RANGE)",
    providerCode: "OUT_OF_RANGE",
  });
});

test.each(["", "key with space", "k\u00e9y"])("the key %j is refused before any call", (apiKey) => {
  expect(() => openClient({ apiKey, baseUrl: null, settings: {} })).toThrow(/API key/);
});

test.each(["ftp://x", "localhost:80", "nonsense"])("the base URL %s is refused", (baseUrl) => {
  expect(() => openClient({ apiKey: KEY, baseUrl, settings: {} })).toThrow(/base URL/);
});

/** Small as the files here are. */
const UPLOADED = { always: true };

/** Google's resumable upload: a start that names a place, then the file. */
const uploads =
  (file: object): Behaviour =>
  (request, response) => {
    if (request.method === "GET") return answer(200, file)(request, response);
    const isStart = request.headers["x-goog-upload-command"] === "start";
    const url =
      "https://elsewhere.example/upload/v1beta/files?upload_id=1&upload_protocol=resumable";
    const headers: Record<string, string> = isStart
      ? { "x-goog-upload-url": url }
      : { "x-goog-upload-status": "final" };
    answer(200, isStart ? {} : { file }, headers)(request, response);
  };

test("an upload names the file, sends it whole to the known address, and looks at it", async () => {
  const content = "x".repeat(3_000_000);
  await using file = await scratchFile(content);
  await using server = await startFakeServer(uploads({ name: "files/in7", state: "ACTIVE" }));
  const session = sessionAt(server.baseUrl);
  expect(await session.stage?.({ path: file.path, fileName: "bat_1.1.jsonl" }, UPLOADED)).toBe(
    "files/in7",
  );
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /upload/v1beta/files",
    "POST /upload/v1beta/files?upload_id=1&upload_protocol=resumable",
    "GET /v1beta/files/in7",
  ]);
  const [start, bytes] = server.seen;
  expect(JSON.parse(start?.body ?? "")).toEqual({
    file: { mimeType: "application/jsonl", displayName: "bat_1.1.jsonl" },
  });
  expect(start?.headers["x-goog-upload-header-content-length"]).toBe("3000000");
  expect(bytes?.headers).toMatchObject({
    "content-length": "3000000",
    "x-goog-upload-command": "upload, finalize",
    "x-goog-upload-offset": "0",
  });
  expect(bytes?.headers["transfer-encoding"]).toBeUndefined();
  expect(bytes?.body === content).toBe(true);
});

test("an upload that is given no place is an error", async () => {
  await using file = await scratchFile("{}\n");
  await using server = await startFakeServer(answer(200, {}));
  const { stage } = sessionAt(server.baseUrl);
  const staged = Promise.resolve(stage?.({ path: file.path, fileName: "a.jsonl" }, UPLOADED));
  expect((await failure(staged)).kind).toBe("unknown");
  expect(server.seen).toHaveLength(1);
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
  const { stage } = sessionAt(server.baseUrl, patienceFor(behave));
  const staged = Promise.resolve(stage?.({ path: file.path, fileName: "a.jsonl" }, UPLOADED));
  expect((await failure(staged)).kind).toBe(kind);
  expect(server.seen).toHaveLength(1);
});

test("an upload waits until the file can be seen and is ready", async () => {
  await using file = await scratchFile("{}\n");
  const upload = uploads({ name: "files/in8" });
  const looks = [refuse(403), answer(200, { name: "files/in8", state: "PROCESSING" })];
  await using server = await startFakeServer((request, response) => {
    const behave = request.method === "GET" ? (looks.shift() ?? upload) : upload;
    behave(request, response);
  });
  const { stage } = sessionAt(server.baseUrl);
  expect(await stage?.({ path: file.path, fileName: "a.jsonl" }, UPLOADED)).toBe("files/in8");
  expect(server.seen.filter(({ method }) => method === "GET")).toHaveLength(3);
});
