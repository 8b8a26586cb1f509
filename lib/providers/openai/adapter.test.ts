import { expect, test } from "vitest";
import { answer, type Behaviour, refuse, startFakeServer } from "../../testing/fake-server";
import { openSession } from "../dialects/openai/session";
import { openClient } from "./client";

const SECOND = 1000;
const NOW_MS = 1_763_900_000 * SECOND;

const sessionAt = (baseUrl: string) =>
  openSession(openClient({ apiKey: "sk-test", baseUrl, settings: {} }));
const sought = (mark: string, sinceMs: number, stagedId: string | null = null) => ({
  ...{ mark, stagedId, sinceMs, rows: 1 },
});

/** Batches one minute apart, newest first, 100 a page as the real list has them. */
function listOf(batches: readonly { id: string }[]): Behaviour {
  return (request, response) => {
    const query = new URL(request.path, "http://x").searchParams;
    const from = batches.findIndex(({ id }) => id === query.get("after")) + 1;
    const data = batches.slice(from, from + Number(query.get("limit")));
    answer(200, { data, has_more: from + data.length < batches.length })(request, response);
  };
}

const batches = Array.from({ length: 250 }, (_, i) => ({
  id: `batch_${i}`,
  status: "in_progress",
  created_at: NOW_MS / SECOND - i * 60,
  input_file_id: `file-${i}`,
  metadata: { tranche_batch: `mark-${i}` },
}));

test("find reads on until the list is older than the create, clock skew included", async () => {
  await using server = await startFakeServer(listOf(batches));
  const session = sessionAt(server.baseUrl);
  const found = await session.find(sought("mark-104", NOW_MS - 100 * 60 * SECOND));
  expect(found).toMatchObject({ kind: "found", snapshots: [{ remoteId: "batch_104" }] });
  expect(server.seen).toHaveLength(2);
  expect(await session.find(sought("mark-104", NOW_MS))).toEqual({ kind: "absent" });
  expect(server.seen).toHaveLength(3);
  expect(await session.find(sought("no-such-mark", 0))).toEqual({ kind: "absent" });
  expect(server.seen).toHaveLength(6);
});

test("find tells every match, by mark or by file", async () => {
  const twins = [
    { id: "batch_b", created_at: NOW_MS / SECOND, metadata: { tranche_batch: "m" } },
    { id: "batch_x", created_at: NOW_MS / SECOND, metadata: { tranche_batch: "other" } },
    { id: "batch_a", created_at: NOW_MS / SECOND, input_file_id: "file-m", metadata: null },
  ];
  await using server = await startFakeServer(listOf(twins));
  const found = await sessionAt(server.baseUrl).find(sought("m", NOW_MS, "file-m"));
  expect(found.kind === "found" && found.snapshots.map((one) => one.remoteId)).toEqual([
    "batch_b",
    "batch_a",
  ]);
});

test("a list that fails half-way is an error, never an absence", async () => {
  await using server = await startFakeServer((request, response) => {
    const behave = request.path.includes("after=") ? refuse(500) : listOf(batches);
    behave(request, response);
  });
  await expect(sessionAt(server.baseUrl).find(sought("mark-240", 0))).rejects.toMatchObject({
    kind: "server",
  });
});

test("a list whose entry cannot be read is an error, never an absence", async () => {
  await using server = await startFakeServer(answer(200, { data: [{ status: "completed" }] }));
  await expect(sessionAt(server.baseUrl).find(sought("m", 0))).rejects.toMatchObject({
    kind: "unknown",
  });
});

test("a list that repeats its page is given up", async () => {
  await using server = await startFakeServer(answer(200, { data: batches.slice(0, 2) }));
  await expect(sessionAt(server.baseUrl).find(sought("m", 0))).rejects.toThrow(/repeats a page/);
  expect(server.seen).toHaveLength(2);
});

test("list yields what is as young as asked, to the second", async () => {
  await using server = await startFakeServer(listOf(batches));
  const ids: string[] = [];
  const sinceMs = NOW_MS - 2 * 60 * SECOND + 999;
  for await (const { remoteId } of sessionAt(server.baseUrl).list(sinceMs)) ids.push(remoteId);
  expect(ids).toEqual(["batch_0", "batch_1", "batch_2"]);
});

test("cancelling a batch that has ended tells what it is", async () => {
  await using server = await startFakeServer((request, response) => {
    const behave =
      request.method === "POST"
        ? refuse(409)
        : answer(200, { id: "batch_1", status: "completed", output_file_id: "file-o" });
    behave(request, response);
  });
  expect(await sessionAt(server.baseUrl).cancel("batch_1")).toMatchObject({
    phase: { kind: "ended", ending: "completed" },
    resultFileIds: ["file-o"],
  });
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /v1/batches/batch_1/cancel",
    "GET /v1/batches/batch_1",
  ]);
});

test("cleaning up goes on after a failure and then tells of it", async () => {
  await using server = await startFakeServer((request, response) => {
    const status = request.path.endsWith("file-in") ? 500 : 404;
    const behave = request.path.endsWith("file-out") ? answer(200, {}) : refuse(status);
    behave(request, response);
  });
  const session = sessionAt(server.baseUrl);
  const snapshot = {
    remoteId: "batch_1",
    mark: null,
    stagedId: "file-in",
    phase: { kind: "ended", ending: "completed" },
    rawState: "completed",
    counts: null,
    createdAtMs: 0,
    endedAtMs: null,
    errors: [],
    usage: null,
    resultFileIds: ["file-gone", "file-out"],
  } as const;
  await expect(session.cleanUp(snapshot)).rejects.toMatchObject({ kind: "server" });
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "DELETE /v1/files/file-in",
    "DELETE /v1/files/file-gone",
    "DELETE /v1/files/file-out",
  ]);
  await session.cleanUp({ ...snapshot, stagedId: null });
});
