import { afterEach, beforeAll, expect, test, vi } from "vitest";
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
import { answer, type Behaviour, refuse, startFakeServer } from "../../testing/fake-server";
import { MAX_RETRY_AFTER_MS } from "../http";
import { openClient } from "./client";
import { openSession } from "./session";

const KEY = "sk-test-0123456789";
const SUBMISSION = {
  mark: "bat_1.1",
  endpoint: "/v1/chat/completions",
  model: "mistral-small-latest",
  completionWindowHours: 48,
  requests: { kind: "staged", id: "file-1" },
} as const;
const JOB = {
  id: "job-9",
  object: "batch",
  input_files: ["file-1"],
  metadata: { tranche_batch: "bat_1.1" },
  endpoint: "/v1/chat/completions",
  errors: [],
  status: "QUEUED",
  created_at: 1_763_900_000,
  total_requests: 0,
  completed_requests: 0,
  succeeded_requests: 0,
  failed_requests: 0,
};

const sessionAt = (baseUrl: string, patienceMs = PATIENT_MS) =>
  openSession(
    openClient({ apiKey: KEY, baseUrl, settings: {} }, { callMs: patienceMs, idleMs: patienceMs }),
  );

beforeAll(async () => {
  // The SDK reads this once in a process, and would print keys and bodies.
  vi.stubEnv("MISTRAL_DEBUG", "1");
});

afterEach(() => vi.unstubAllEnvs());

const plain = (type: string, status = 400) =>
  answer(status, { object: "error", message: "PRIVATE", type, param: null, code: "1500" });
const detail = answer(422, {
  detail: [{ type: "extra_forbidden", loc: ["body", "input_files", 0], msg: "PRIVATE" }],
});

test.each<[string, Behaviour, string]>([
  ["the connection drops after acceptance", drop, "ambiguous"],
  ["no answer comes", silence, "ambiguous"],
  ["the answer stalls half-way", stall, "ambiguous"],
  ["the answer is cut off", cutShort, "ambiguous"],
  ["the answer is no JSON", answer(200, "{"), "ambiguous"],
  ["the answer is a page", answer(200, "<html>", { "content-type": "text/html" }), "ambiguous"],
  ["the answer has no id", answer(200, { ...JOB, id: undefined }), "ambiguous"],
  ["500", refuse(500), "ambiguous"],
  ["503", refuse(503), "ambiguous"],
  ["504", refuse(504), "ambiguous"],
  ["409", refuse(409), "ambiguous"],
  ["408", refuse(408), "ambiguous"],
  ["400", plain("invalid_model"), "invalid"],
  ["422", detail, "invalid"],
  ["401", answer(401, { detail: "PRIVATE" }), "auth"],
  ["402", refuse(402), "quota"],
  ["403", refuse(403), "permission"],
  ["404", answer(404, { detail: "PRIVATE" }), "not_found"],
  ["413", refuse(413), "too_large"],
  ["429", plain("rate_limited", 429), "rate_limited"],
])("create, when %s: exactly one POST", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  const error = await failure(sessionAt(server.baseUrl).submit(SUBMISSION, patienceFor(behave)));
  expect(error.kind).toBe(kind);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /v1/batch/jobs",
  ]);
});

test("a create that cannot have been sent is a network error", async () => {
  const server = await startFakeServer(silence);
  await server[Symbol.asyncDispose]();
  expect((await failure(sessionAt(server.baseUrl).submit(SUBMISSION, PATIENT_MS))).kind).toBe(
    "network",
  );
});

test("a create sends our mark, the model, the key and nothing of the environment", async () => {
  vi.stubEnv("MISTRAL_API_KEY", "sk-of-the-host");
  vi.stubEnv("MISTRAL_SDK_TELEMETRY", "dedicated");
  await using server = await startFakeServer(answer(200, JOB));
  const snapshot = await sessionAt(server.baseUrl).submit(SUBMISSION, PATIENT_MS);
  expect(snapshot).toMatchObject({ remoteId: "job-9", mark: "bat_1.1", stagedId: "file-1" });
  expect(server.seen).toHaveLength(1);
  const [request] = server.seen;
  expect(JSON.parse(request?.body ?? "")).toEqual({
    input_files: ["file-1"],
    endpoint: "/v1/chat/completions",
    model: "mistral-small-latest",
    metadata: { tranche_batch: "bat_1.1" },
    timeout_hours: 48,
  });
  expect(request?.headers.authorization).toBe(`Bearer ${KEY}`);
  expect(request?.headers.traceparent).toBeUndefined();
});

test("an answer that the SDK refuses is read for what it says", async () => {
  const { errors: _, total_requests: __, ...less } = JOB;
  await using server = await startFakeServer(
    answer(200, { ...less, object: "batch_job", created_at: 1_763_900_000.5, completed_at: "no" }),
  );
  expect(await sessionAt(server.baseUrl).retrieve("job-9")).toMatchObject({
    remoteId: "job-9",
    mark: "bat_1.1",
    createdAtMs: 1_763_900_000_500,
  });
});

test("nothing is printed, not even about a deprecated model or when debugging is asked for", async () => {
  const printed = (["log", "warn", "group"] as const).map((name) =>
    vi.spyOn(globalThis.console, name).mockImplementation(() => undefined),
  );
  const headers = { "x-model-deprecation-timestamp": "2026-12-01" };
  await using server = await startFakeServer(answer(200, JOB, headers));
  await sessionAt(server.baseUrl).retrieve("job-9");
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const spy of printed) expect(spy).not.toHaveBeenCalled();
  vi.restoreAllMocks();
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
  ["404", refuse(404), "not_found"],
  ["410", refuse(410), "not_found"],
])("read, on %s: sent once", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  expect(
    (await failure(sessionAt(server.baseUrl, patienceFor(behave)).retrieve("job-1"))).kind,
  ).toBe(kind);
  expect(server.seen).toHaveLength(1);
});

test("429 asks to wait no longer than we let it", async () => {
  await using server = await startFakeServer(refuse(429, {}, { "retry-after": "86400" }));
  const error = await failure(sessionAt(server.baseUrl).retrieve("job-1"));
  expect(error).toMatchObject({ kind: "rate_limited", retryAfterMs: MAX_RETRY_AFTER_MS });
});

test.each<[string, Behaviour, string, string]>([
  ["a detail", detail, "422 (extra_forbidden, about body.input_files.0)", "extra_forbidden"],
  ["a type", plain("invalid_model"), "400 (invalid_model)", "invalid_model"],
])("an error with %s names status and code, not the provider's words", async (...row) => {
  const [, behave, told, providerCode] = row;
  await using server = await startFakeServer(behave);
  expect(await failure(sessionAt(server.baseUrl).retrieve("job-1"))).toMatchObject({
    message: `read batch: the provider answered ${told}`,
    providerCode,
  });
});

test.each([
  ["", "/v1/batch/jobs/job-1"],
  ["/v1/", "/v1/batch/jobs/job-1"],
  ["/proxy/v1", "/proxy/v1/batch/jobs/job-1"],
])("an address that ends in %j is the same", async (path, asked) => {
  await using server = await startFakeServer(answer(200, JOB));
  await sessionAt(`${new URL(server.baseUrl).origin}${path}`).retrieve("job-1");
  expect(server.seen[0]?.path).toBe(asked);
});

test("an upload is one multipart request with our file name, then a look at the file", async () => {
  await using file = await scratchFile('{"custom_id":"r1"}\n');
  await using server = await startFakeServer(answer(200, { id: "file-7", object: "file" }));
  const session = sessionAt(server.baseUrl);
  expect(await session.stage?.({ path: file.path, fileName: "bat_1.1.jsonl" })).toBe("file-7");
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /v1/files",
    "GET /v1/files/file-7",
  ]);
  const [{ body, headers } = { body: "", headers: undefined }] = server.seen;
  expect(headers?.authorization).toBe(`Bearer ${KEY}`);
  expect(body).toContain('name="purpose"\r\n\r\nbatch\r\n');
  expect(body).toContain('filename="bat_1.1.jsonl"');
  expect(body).toContain('\r\n\r\n{"custom_id":"r1"}\n\r\n');
});

test.each<[string, Behaviour, string]>([
  ["drop", drop, "network"],
  ["silence", silence, "timeout"],
  ["413", refuse(413), "too_large"],
  ["422", detail, "invalid"],
  ["500", refuse(500), "server"],
])("upload, on %s: sent once", async (_, behave, kind) => {
  await using file = await scratchFile("{}\n");
  await using server = await startFakeServer(behave);
  const { stage } = sessionAt(server.baseUrl, patienceFor(behave));
  const staged = Promise.resolve(stage?.({ path: file.path, fileName: "a.jsonl" }));
  expect((await failure(staged)).kind).toBe(kind);
  expect(server.seen).toHaveLength(1);
});

test("a download gives the bytes as they are, whatever their type", async () => {
  await using server = await startFakeServer((_, response) => {
    response.writeHead(200, { "content-type": "text/plain" });
    response.end("a\né\n{broken");
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of await sessionAt(server.baseUrl).results("file/1")) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString("utf8")).toBe("a\né\n{broken");
  expect(server.seen[0]).toMatchObject({ method: "GET", path: "/v1/files/file%2F1/content" });
});

test.each<[Behaviour, string]>([
  [refuse(404), "not_found"],
  [refuse(401), "auth"],
  [silence, "timeout"],
  [cutShort, "network"],
])("a download that fails: %# is told", async (behave, kind) => {
  await using server = await startFakeServer(behave);
  const read = async () => {
    for await (const _ of await sessionAt(server.baseUrl, patienceFor(behave)).results("file-1"));
  };
  expect((await failure(read())).kind).toBe(kind);
});
