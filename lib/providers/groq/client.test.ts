import { afterEach, expect, test, vi } from "vitest";
import { failure, PATIENT_MS, scratchFile } from "../../testing/client-faults";
import { answer, refuse, startFakeServer } from "../../testing/fake-server";
import { groq } from "./adapter";

const KEY = "gsk-test-0123456789";
const SUBMISSION = {
  mark: "bat_1.1",
  endpoint: "/v1/chat/completions",
  model: "openai/gpt-oss-20b",
  completionWindowHours: 24,
  requests: { kind: "staged", id: "file-1" },
} as const;

const sessionAt = (baseUrl: string) => groq.open({ apiKey: KEY, baseUrl, settings: {} });

afterEach(() => vi.unstubAllEnvs());

test("a create sends our mark, the key and nothing of the environment", async () => {
  vi.stubEnv("GROQ_API_KEY", "gsk-of-the-host");
  vi.stubEnv("GROQ_BASE_URL", "http://127.0.0.1:9");
  await using server = await startFakeServer(answer(200, { id: "batch_9", status: "validating" }));
  await (await sessionAt(server.baseUrl)).submit(SUBMISSION, PATIENT_MS);
  const [request] = server.seen;
  expect(JSON.parse(request?.body ?? "")).toEqual({
    input_file_id: "file-1",
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
    metadata: { tranche_batch: "bat_1.1" },
  });
  expect(request?.headers.authorization).toBe(`Bearer ${KEY}`);
  expect(request?.headers["x-stainless-retry-count"]).toBe("0");
});

test.each([
  [24, "24h"],
  [36, "36h"],
  [48, "2d"],
  [168, "7d"],
])("a window of %i hours is written %s", async (completionWindowHours, written) => {
  await using server = await startFakeServer(answer(200, { id: "batch_9" }));
  await (await sessionAt(server.baseUrl)).submit(
    { ...SUBMISSION, completionWindowHours },
    PATIENT_MS,
  );
  expect(JSON.parse(server.seen[0]?.body ?? "").completion_window).toBe(written);
});

test.each(["", "/", "/openai/v1", "/openai/v1/"])("an address may end in %j", async (end) => {
  await using server = await startFakeServer(answer(200, { id: "batch_9" }));
  const session = await sessionAt(new URL(server.baseUrl).origin + end);
  await session.retrieve("batch_9");
  expect(server.seen[0]?.path).toBe("/openai/v1/batches/batch_9");
});

test("the list has no pages: one request, newest first whatever its order", async () => {
  const data = [
    { id: "batch_b", created_at: 1_763_900_060, metadata: { tranche_batch: "m" } },
    { id: "batch_a", created_at: 1_763_900_000, input_file_id: "file-m" },
    { id: "batch_c", created_at: 1_763_900_120, metadata: { tranche_batch: "other" } },
  ];
  await using server = await startFakeServer(answer(200, { object: "list", data }));
  const session = await sessionAt(server.baseUrl);
  const ids: string[] = [];
  for await (const { remoteId } of session.list(0)) ids.push(remoteId);
  expect(ids).toEqual(["batch_c", "batch_b", "batch_a"]);
  const sinceMs = 1_763_900_000_000;
  const found = await session.find({ mark: "m", stagedId: "file-m", rows: 1, sinceMs });
  expect(found.kind === "found" && found.snapshots.map((one) => one.remoteId)).toEqual([
    "batch_b",
    "batch_a",
  ]);
  expect(await session.find({ mark: "x", stagedId: null, rows: 1, sinceMs })).toEqual({
    kind: "absent",
  });
  expect(server.seen.map(({ path }) => path)).toEqual(Array(3).fill("/v1/openai/v1/batches"));
});

test("a list whose entry cannot be read is an error, never an absence", async () => {
  await using server = await startFakeServer(answer(200, { data: [{ status: "completed" }] }));
  const sought = { mark: "m", stagedId: null, rows: 1, sinceMs: 0 };
  expect((await failure((await sessionAt(server.baseUrl)).find(sought))).kind).toBe("unknown");
});

test("an upload asks for no expiry, which Groq does not know", async () => {
  await using file = await scratchFile('{"custom_id":"r1"}\n');
  await using server = await startFakeServer(answer(200, { id: "file_7" }));
  const session = await sessionAt(server.baseUrl);
  expect(await session.stage?.({ path: file.path, fileName: "bat_1.1.jsonl" })).toBe("file_7");
  const body = server.seen[0]?.body ?? "";
  expect(body).toContain('name="purpose"\r\n\r\nbatch\r\n');
  expect(body).not.toContain("expires_after");
  expect(body).toContain('filename="bat_1.1.jsonl"');
  expect(body).toContain('\r\n\r\n{"custom_id":"r1"}\n\r\n');
});

test("a file that is gone, told in the body alone, is not found", async () => {
  await using server = await startFakeServer(
    refuse(400, { code: "invalid_request", param: "input_file_id" }),
  );
  const error = await failure((await sessionAt(server.baseUrl)).submit(SUBMISSION, PATIENT_MS));
  expect(error).toMatchObject({ kind: "not_found", providerCode: "invalid_request" });
});
