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
import { answer, type Behaviour, refuse, startFakeServer } from "../../testing/fake-server";
import { MAX_RETRY_AFTER_MS } from "../http";
import { openClient } from "./client";
import { openSession } from "./session";

const KEY = "sk-test-0123456789";
const SUBMISSION = {
  mark: "bat_1.1",
  endpoint: "/v1/chat/completions",
  model: "openai/gpt-oss-120b",
  completionWindowHours: 24,
  requests: { kind: "staged", id: "file-1" },
} as const;
const JOB = {
  id: "job-9",
  status: "VALIDATING",
  input_file_id: "file-1",
  created_at: "2025-11-23T12:13:20Z",
};
const SINCE_MS = Date.parse(JOB.created_at);

const sessionAt = (baseUrl: string, patienceMs = PATIENT_MS) =>
  openSession(
    openClient({ apiKey: KEY, baseUrl, settings: {} }, { callMs: patienceMs, idleMs: patienceMs }),
  );
const sought = { mark: "m", stagedId: "file-1", rows: 1, sinceMs: SINCE_MS };

afterEach(() => vi.unstubAllEnvs());

test.each<[string, Behaviour, string]>([
  ["the connection drops after acceptance", drop, "ambiguous"],
  ["no answer comes", silence, "ambiguous"],
  ["the answer stalls half-way", stall, "ambiguous"],
  ["the answer is cut off", cutShort, "ambiguous"],
  ["the answer is no JSON", answer(200, "{"), "ambiguous"],
  ["the answer is a page", answer(200, "<html>", { "content-type": "text/html" }), "ambiguous"],
  ["the answer has no job", answer(200, JOB), "ambiguous"],
  ["500", refuse(500), "ambiguous"],
  ["503", refuse(503, {}, { "x-should-retry": "true" }), "ambiguous"],
  ["409", refuse(409), "ambiguous"],
  ["408", refuse(408), "ambiguous"],
  ["400", refuse(400, { code: "invalid_value", param: "endpoint" }), "invalid"],
  ["400 about the file", refuse(400, { param: "input_file_id" }), "not_found"],
  ["401", refuse(401, { code: "invalid_api_key" }), "auth"],
  ["402", refuse(402), "quota"],
  ["404", refuse(404), "not_found"],
  ["429", refuse(429, { code: "rate_limit_exceeded" }), "rate_limited"],
])("create, when %s: exactly one POST", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  const error = await failure(sessionAt(server.baseUrl).submit(SUBMISSION, patienceFor(behave)));
  expect(error.kind).toBe(kind);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(["POST /v1/batches"]);
});

test("a create sends the file, the key, no labels and nothing of the environment", async () => {
  vi.stubEnv("TOGETHER_API_KEY", "sk-of-the-host");
  vi.stubEnv("TOGETHER_PROJECT_ID", "project-of-the-host");
  vi.stubEnv("TOGETHER_BASE_URL", "http://127.0.0.1:9/v1");
  await using server = await startFakeServer(answer(200, { job: JOB, warning: "slow" }));
  const snapshot = await sessionAt(server.baseUrl).submit(SUBMISSION, PATIENT_MS);
  expect(snapshot).toMatchObject({ remoteId: "job-9", mark: null, stagedId: "file-1" });
  const [request] = server.seen;
  expect(JSON.parse(request?.body ?? "")).toEqual({
    input_file_id: "file-1",
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
  });
  expect(request?.headers.authorization).toBe(`Bearer ${KEY}`);
  expect(JSON.stringify(request?.headers)).not.toContain("of-the-host");
  expect(request?.headers["x-stainless-retry-count"]).toBe("0");
});

test.each<[string, Behaviour, string]>([
  ["drop", drop, "network"],
  ["silence", silence, "timeout"],
  ["another shape", answer(200, { job: JOB }), "unknown"],
  ["500", refuse(500), "server"],
  ["503", refuse(503), "server"],
  ["404", refuse(404), "not_found"],
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

test("find goes by the file, over a list that is an array in any order", async () => {
  const jobs = [
    { ...JOB, id: "job-old", created_at: "2025-11-23T11:00:00Z" },
    { ...JOB, id: "job-a" },
    { ...JOB, id: "job-x", input_file_id: "file-2" },
    { ...JOB, id: "job-b", created_at: "2025-11-23T12:13:21Z" },
  ];
  await using server = await startFakeServer(answer(200, jobs));
  const found = await sessionAt(server.baseUrl).find(sought);
  expect(found.kind === "found" && found.snapshots.map((one) => one.remoteId)).toEqual([
    "job-b",
    "job-a",
  ]);
  expect(server.seen.map(({ path }) => path)).toEqual(["/v1/batches"]);
});

test("without a match the batch is absent; without a file nobody can tell", async () => {
  await using server = await startFakeServer(answer(200, [{ ...JOB, input_file_id: "file-2" }]));
  const session = sessionAt(server.baseUrl);
  expect(await session.find(sought)).toEqual({ kind: "absent" });
  expect((await session.find({ ...sought, stagedId: null })).kind).toBe("unknowable");
});

test.each([
  ["an entry that cannot be read", [JOB, { status: "COMPLETED" }]],
  ["another shape", { data: [JOB] }],
])("a list with %s is an error, never an absence", async (_, list) => {
  await using server = await startFakeServer(answer(200, list));
  expect((await failure(sessionAt(server.baseUrl).find(sought))).kind).toBe("unknown");
});

test.each([400, 409, 422])("a cancel refused with %i tells what the job is", async (status) => {
  await using server = await startFakeServer((request, response) => {
    const done = answer(200, { ...JOB, status: "COMPLETED", output_file_id: "file-o" });
    (request.method === "POST" ? refuse(status) : done)(request, response);
  });
  expect(await sessionAt(server.baseUrl).cancel("job-9")).toMatchObject({
    phase: { kind: "ended", ending: "completed" },
    resultFileIds: ["file-o"],
  });
});

test("a cancel that is refused while the job runs is an error", async () => {
  await using server = await startFakeServer((request, response) => {
    (request.method === "POST" ? refuse(400) : answer(200, JOB))(request, response);
  });
  expect((await failure(sessionAt(server.baseUrl).cancel("job-9"))).kind).toBe("invalid");
});

test("an upload is a plain form to the account's address, for the batch API", async () => {
  vi.stubEnv("TOGETHER_API_BASE_URL", "http://127.0.0.1:9/v1");
  await using file = await scratchFile('{"custom_id":"r1"}\n');
  await using server = await startFakeServer(answer(200, { id: "file-7" }));
  const session = sessionAt(server.baseUrl);
  expect(await session.stage?.({ path: file.path, fileName: "bat_1.1.jsonl" })).toBe("file-7");
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /v1/files",
    "GET /v1/files/file-7",
  ]);
  const body = server.seen[0]?.body ?? "";
  expect(body).toContain('name="purpose"\r\n\r\nbatch-api\r\n');
  expect(body).toContain('filename="bat_1.1.jsonl"');
  expect(body).toContain('\r\n\r\n{"custom_id":"r1"}\n\r\n');
});
