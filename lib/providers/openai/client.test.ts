import { afterEach, expect, test, vi } from "vitest";
import { failure, PATIENT_MS, scratchFile } from "../../testing/client-faults";
import { answer, refuse, startFakeServer } from "../../testing/fake-server";
import { openSession } from "../dialects/openai/session";
import { MAX_RETRY_AFTER_MS } from "../http";
import { openClient } from "./client";

const KEY = "sk-test-0123456789";
const SUBMISSION = {
  mark: "bat_1.1",
  endpoint: "/v1/chat/completions",
  model: "gpt-4.1-mini",
  completionWindowHours: 24,
  requests: { kind: "staged", id: "file-1" },
} as const;

const sessionAt = (baseUrl: string) =>
  openSession(openClient({ apiKey: KEY, baseUrl, settings: {} }));

afterEach(() => vi.unstubAllEnvs());

test("a create sends our mark, the key and nothing of the environment", async () => {
  vi.stubEnv("OPENAI_ORG_ID", "org-of-the-host");
  vi.stubEnv("OPENAI_PROJECT_ID", "proj-of-the-host");
  vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1");
  await using server = await startFakeServer(answer(200, { id: "batch_9", status: "validating" }));
  const snapshot = await sessionAt(server.baseUrl).submit(SUBMISSION, PATIENT_MS);
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
