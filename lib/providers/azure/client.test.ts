import { afterEach, expect, test, vi } from "vitest";
import { failure, PATIENT_MS, scratchFile } from "../../testing/client-faults";
import { answer, refuse, startFakeServer } from "../../testing/fake-server";
import { azure } from "./adapter";

const KEY = "0123456789abcdef0123456789abcdef";
const SUBMISSION = {
  mark: "bat_1.1",
  endpoint: "/v1/chat/completions",
  model: "my-batch-deployment",
  completionWindowHours: 24,
  requests: { kind: "staged", id: "file-1" },
} as const;

const sessionAt = (baseUrl: string, settings: Record<string, string> = {}) =>
  azure.open({ apiKey: KEY, baseUrl: new URL(baseUrl).origin, settings });

afterEach(() => vi.unstubAllEnvs());

/** As the REST reference shows a batch: capitalised, ISO times, nulls. */
const BATCH = {
  id: "batch_9",
  object: "batch",
  status: "Validating",
  created_at: "2026-11-23T10:00:00Z",
  input_file_id: "file-1",
  request_counts: null,
  metadata: { tranche_batch: "bat_1.1" },
};

test("a create sends the key in its own header, our mark and nothing of the environment", async () => {
  vi.stubEnv("AZURE_OPENAI_API_KEY", "key-of-the-host");
  vi.stubEnv("OPENAI_API_VERSION", "2020-01-01");
  vi.stubEnv("OPENAI_ORG_ID", "org-of-the-host");
  await using server = await startFakeServer(answer(201, BATCH));
  expect(await (await sessionAt(server.baseUrl)).submit(SUBMISSION, PATIENT_MS)).toMatchObject({
    remoteId: "batch_9",
    mark: "bat_1.1",
    stagedId: "file-1",
    phase: { kind: "running" },
    rawState: "Validating",
    counts: null,
    createdAtMs: Date.UTC(2026, 10, 23, 10),
  });
  const [request] = server.seen;
  expect(request?.path).toBe("/openai/v1/batches");
  expect(JSON.parse(request?.body ?? "")).toEqual({
    input_file_id: "file-1",
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
    metadata: { tranche_batch: "bat_1.1" },
  });
  expect(request?.headers["api-key"]).toBe(KEY);
  expect(request?.headers.authorization).toBeUndefined();
  expect(request?.headers["openai-organization"]).toBeUndefined();
});

test("an API version leads to the dated address, on every call", async () => {
  await using server = await startFakeServer(answer(200, BATCH));
  const session = await sessionAt(server.baseUrl, { apiVersion: "2025-04-01-preview" });
  await session.retrieve("batch_9");
  await session.submit(SUBMISSION, PATIENT_MS);
  await session.cancel("batch_9");
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "GET /openai/batches/batch_9?api-version=2025-04-01-preview",
    "POST /openai/batches?api-version=2025-04-01-preview",
    "POST /openai/batches/batch_9/cancel?api-version=2025-04-01-preview",
  ]);
});

test.each(["", "/", "/openai", "/openai/v1", "/openai/v1/"])(
  "an address may end in %j",
  async (end) => {
    await using server = await startFakeServer(answer(200, BATCH));
    const baseUrl = new URL(server.baseUrl).origin + end;
    const session = await azure.open({ apiKey: KEY, baseUrl, settings: {} });
    await session.retrieve("batch_9");
    expect(server.seen[0]?.path).toBe("/openai/v1/batches/batch_9");
  },
);

test("an account without an address is refused", async () => {
  await expect(azure.open({ apiKey: KEY, baseUrl: null, settings: {} })).rejects.toThrow(/address/);
});

test.each([
  ["2025-04-01-preview", true],
  ["2024-10-21", true],
  ["v1", false],
  ["2024-10-21&x=1", false],
])("%s is an API version: %s", (value, is) => {
  expect(azure.account.settings[0]?.pattern.test(value)).toBe(is);
});

test("batches are listed under `value` too, page after page", async () => {
  const batches = Array.from({ length: 150 }, (_, i) => ({ ...BATCH, id: `batch_${i}` }));
  await using server = await startFakeServer((request, response) => {
    const query = new URL(request.path, "http://x").searchParams;
    const from = batches.findIndex(({ id }) => id === query.get("after")) + 1;
    const value = batches.slice(from, from + Number(query.get("limit")));
    answer(200, { value })(request, response);
  });
  const session = await sessionAt(server.baseUrl);
  const ids: string[] = [];
  for await (const { remoteId } of session.list(0)) ids.push(remoteId);
  expect(ids).toHaveLength(150);
  expect(new Set(ids).size).toBe(150);
});

test("a list whose entry cannot be read is an error, never an absence", async () => {
  await using server = await startFakeServer(answer(200, { value: [{ status: "Completed" }] }));
  const sought = { mark: "m", stagedId: null, rows: 1, sinceMs: 0 };
  expect((await failure((await sessionAt(server.baseUrl)).find(sought))).kind).toBe("unknown");
});

test("an upload asks for an expiry of 14 days, the least that Azure takes", async () => {
  await using file = await scratchFile('{"custom_id":"r1"}\n');
  await using server = await startFakeServer(answer(201, { id: "file-7", status: "pending" }));
  const session = await sessionAt(server.baseUrl);
  expect(await session.stage?.({ path: file.path, fileName: "bat_1.1.jsonl" })).toBe("file-7");
  const body = server.seen[0]?.body ?? "";
  expect(body).toContain('name="expires_after[seconds]"\r\n\r\n1209600\r\n');
  expect(body.indexOf("\r\n\r\n{")).toBe(body.indexOf('{"custom_id"') - 4);
});

test("a refusal in Azure's words is understood", async () => {
  await using server = await startFakeServer(refuse(401, { code: "401" }));
  const error = await failure((await sessionAt(server.baseUrl)).check());
  expect(error).toMatchObject({ kind: "auth", status: 401, providerCode: "401" });
});
