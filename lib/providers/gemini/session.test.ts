import { expect, test } from "vitest";
import { answer, type Behaviour, startFakeServer } from "../../testing/fake-server";
import { openClient } from "./client";
import { openSession } from "./session";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");
const MINUTE_MS = 60_000;

const sessionAt = (baseUrl: string) =>
  openSession(openClient({ apiKey: "AIza-test", baseUrl: new URL(baseUrl).origin, settings: {} }));
const refuse = (status: number) => answer(status, { error: { code: status, message: "no" } });

const operation = (id: string, ageMs: number, metadata: object) => ({
  name: `batches/${id}`,
  metadata: {
    state: "BATCH_STATE_RUNNING",
    createTime: new Date(NOW_MS - ageMs).toISOString(),
    ...metadata,
  },
});

/** A list in pages of 100 under the key `operations`; its order is the account's own. */
function listOf(operations: readonly object[]): Behaviour {
  return (request, response) => {
    const query = new URL(request.path, "http://x").searchParams;
    const from = Number(query.get("pageToken") ?? 0);
    const page = operations.slice(from, from + Number(query.get("pageSize")));
    const next = from + page.length;
    answer(200, {
      ...(page.length === 0 ? {} : { operations: page }),
      ...(next < operations.length ? { nextPageToken: String(next) } : {}),
    })(request, response);
  };
}

const many = Array.from({ length: 250 }, (_, i) =>
  operation(`b${i}`, i * MINUTE_MS, {
    displayName: `mark-${i}`,
    inputConfig: { fileName: `files/in${i}` },
  }),
);
const sought = (mark: string, stagedId: string | null = null) => ({
  ...{ mark, stagedId, rows: 1, sinceMs: NOW_MS },
});

test("find reads every page and goes by the mark or by the staged file, newest first", async () => {
  const twins = [
    operation("old", 9 * MINUTE_MS, { displayName: "m" }),
    ...many,
    operation("new", 0, { displayName: "other", inputConfig: { fileName: "files/m" } }),
  ];
  await using server = await startFakeServer(listOf(twins));
  const found = await sessionAt(server.baseUrl).find(sought("m", "files/m"));
  expect(found.kind === "found" && found.snapshots.map((one) => one.remoteId)).toEqual([
    "batches/new",
    "batches/old",
  ]);
  expect(server.seen).toHaveLength(3);
  expect(await sessionAt(server.baseUrl).find(sought("none"))).toEqual({ kind: "absent" });
});

test("an account without batches answers an empty object", async () => {
  await using server = await startFakeServer(listOf([]));
  expect(await sessionAt(server.baseUrl).find(sought("m"))).toEqual({ kind: "absent" });
});

test("a list that fails half-way, or whose entry cannot be read, is no absence", async () => {
  await using half = await startFakeServer((request, response) => {
    const behave = request.path.includes("pageToken=") ? refuse(500) : listOf(many);
    behave(request, response);
  });
  const failing = sessionAt(half.baseUrl).find(sought("mark-240"));
  await expect(failing).rejects.toMatchObject({ kind: "server" });
  await using odd = await startFakeServer(answer(200, { operations: [{ done: true }] }));
  const unread = sessionAt(odd.baseUrl).find(sought("m"));
  await expect(unread).rejects.toMatchObject({ kind: "unknown" });
});

test("a list that repeats its page is given up", async () => {
  const page = { operations: many.slice(0, 2), nextPageToken: "again" };
  await using server = await startFakeServer(answer(200, page));
  await expect(sessionAt(server.baseUrl).find(sought("m"))).rejects.toThrow(/repeats a page/);
  expect(server.seen).toHaveLength(2);
});

test("list yields what is as young as asked", async () => {
  await using server = await startFakeServer(listOf(many));
  const ids: string[] = [];
  const young = sessionAt(server.baseUrl).list(NOW_MS - 2 * MINUTE_MS);
  for await (const { remoteId } of young) ids.push(remoteId);
  expect(ids).toEqual(["batches/b0", "batches/b1", "batches/b2"]);
});

test.each<[string, string, object]>([
  ["has ended", "BATCH_STATE_SUCCEEDED", { phase: { kind: "ended", ending: "completed" } }],
  ["runs", "BATCH_STATE_RUNNING", { kind: "invalid" }],
])("a refused cancel of a batch that %s is told as what it is", async (_, state, expected) => {
  await using server = await startFakeServer((request, response) => {
    const behave =
      request.method === "POST" ? refuse(400) : answer(200, operation("1", 0, { state }));
    behave(request, response);
  });
  const told = await sessionAt(server.baseUrl)
    .cancel("batches/1")
    .catch((error: unknown) => error);
  expect(told).toMatchObject(expected);
});

test("cleaning up goes on after a failure; a file that may not exist or not be named is none", async () => {
  await using server = await startFakeServer((request, response) => {
    const status = { in: 500, gone: 403, long: 400 }[/\w+$/.exec(request.path)?.[0] ?? ""] ?? 404;
    const behave = request.path.endsWith("out") ? answer(200, {}) : refuse(status);
    behave(request, response);
  });
  const session = sessionAt(server.baseUrl);
  const snapshot = {
    remoteId: "batches/1",
    mark: null,
    stagedId: "files/in",
    phase: { kind: "ended", ending: "completed" },
    rawState: "BATCH_STATE_SUCCEEDED",
    counts: null,
    createdAtMs: 0,
    endedAtMs: null,
    errors: [],
    usage: null,
    resultFileIds: ["files/gone", "files/batch-long", "files/batch-out"],
  } as const;
  await expect(session.cleanUp(snapshot)).rejects.toMatchObject({ kind: "server" });
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "DELETE /v1beta/files/in",
    "DELETE /v1beta/files/gone",
    "DELETE /v1beta/files/batch-long",
    "DELETE /v1beta/files/batch-out",
  ]);
  await session.cleanUp({ ...snapshot, stagedId: null });
});
