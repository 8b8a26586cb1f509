import { expect, test } from "vitest";
import { answer, type Behaviour, startFakeServer } from "../../testing/fake-server";
import type { BatchSnapshot } from "../provider";
import { openClient } from "./client";
import { openSession } from "./session";

const NOW_MS = Date.parse("2026-11-23T12:00:00.000Z");
const MINUTE = 60_000;

const sessionAt = (baseUrl: string) =>
  openSession(openClient({ apiKey: "sk-test", baseUrl, settings: {} }));
const sought = (rows: number, sinceMs: number) => ({
  ...{ mark: "bat_1.1", stagedId: null, rows, sinceMs },
});

function batch(id: string, ageMs: number, size: number, more: object = {}) {
  const none = { succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  return {
    ...{ id, processing_status: "in_progress", request_counts: { processing: size, ...none } },
    ...{ created_at: new Date(NOW_MS - ageMs).toISOString(), ended_at: null, ...more },
  };
}

/** Newest first, as many a page as asked for. */
function listOf(batches: readonly { id: string }[]): Behaviour {
  return (request, response) => {
    const query = new URL(request.path, "http://x").searchParams;
    const from = batches.findIndex(({ id }) => id === query.get("after_id")) + 1;
    const data = batches.slice(from, from + Number(query.get("limit")));
    answer(200, { data, has_more: from + data.length < batches.length })(request, response);
  };
}

const refuse = (status: number): Behaviour =>
  answer(status, { type: "error", error: { type: "invalid_request_error", message: "no" } });

/** One minute apart, of 0 to 249 requests. */
const MANY = Array.from({ length: 250 }, (_, i) => batch(`msgbatch_${i}`, i * MINUTE, i));

test("find goes by size, and reads on until the list is older than the create, clock skew included", async () => {
  await using server = await startFakeServer(listOf(MANY));
  const session = sessionAt(server.baseUrl);
  expect(await session.find(sought(101, NOW_MS - 100 * MINUTE))).toMatchObject({
    kind: "found",
    snapshots: [{ remoteId: "msgbatch_101", mark: null }],
  });
  expect(server.seen).toHaveLength(2);
  expect(await session.find(sought(102, NOW_MS - 100 * MINUTE))).toEqual({ kind: "absent" });
  expect(server.seen).toHaveLength(4);
  expect(await session.find(sought(1000, 0))).toEqual({ kind: "absent" });
  expect(server.seen).toHaveLength(7);
});

test("find tells every candidate, newest first, ended ones too", async () => {
  const counts = { processing: 0, succeeded: 2, errored: 1, canceled: 0, expired: 0 };
  const ended = { processing_status: "ended", request_counts: counts };
  const list = [batch("b", 0, 3), batch("x", 1, 4), batch("a", 2, 3, ended), batch("o", 9e7, 3)];
  await using server = await startFakeServer(listOf(list));
  const found = await sessionAt(server.baseUrl).find(sought(3, NOW_MS));
  expect(found.kind === "found" && found.snapshots.map((one) => one.remoteId)).toEqual(["b", "a"]);
});

test("a list that fails half-way, or holds what cannot be read, is an error and never an absence", async () => {
  await using failing = await startFakeServer((request, response) => {
    const behave = request.path.includes("after_id=") ? refuse(500) : listOf(MANY);
    behave(request, response);
  });
  const far = sessionAt(failing.baseUrl).find(sought(240, 0));
  await expect(far).rejects.toMatchObject({ kind: "server" });
  await using strange = await startFakeServer(answer(200, { data: [{ id: "msgbatch_1" }] }));
  const unread = sessionAt(strange.baseUrl).find(sought(1, 0));
  await expect(unread).rejects.toMatchObject({ kind: "unknown" });
});

test("a list that repeats its page is given up", async () => {
  await using server = await startFakeServer(answer(200, { data: MANY.slice(0, 2) }));
  await expect(sessionAt(server.baseUrl).find(sought(9, 0))).rejects.toThrow(/repeats a page/);
  expect(server.seen).toHaveLength(2);
});

test("list yields what is as young as asked", async () => {
  await using server = await startFakeServer(listOf(MANY));
  const ids: string[] = [];
  for await (const one of sessionAt(server.baseUrl).list(NOW_MS - 2 * MINUTE))
    ids.push(one.remoteId);
  expect(ids).toEqual(["msgbatch_0", "msgbatch_1", "msgbatch_2"]);
});

test.each([400, 409])(
  "cancelling a batch that has ended, answered %i, tells what it is",
  async (status) => {
    const ended = batch("msgbatch_1", 0, 0, { processing_status: "ended" });
    await using server = await startFakeServer((request, response) => {
      const behave = request.method === "POST" ? refuse(status) : answer(200, ended);
      behave(request, response);
    });
    expect(await sessionAt(server.baseUrl).cancel("msgbatch_1")).toMatchObject({
      phase: { kind: "ended", ending: "completed" },
    });
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /v1/messages/batches/msgbatch_1/cancel",
      "GET /v1/messages/batches/msgbatch_1",
    ]);
  },
);

test("a cancellation that is refused while the batch runs is an error", async () => {
  await using server = await startFakeServer((request, response) => {
    const behave = request.method === "POST" ? refuse(400) : answer(200, batch("b", 0, 1));
    behave(request, response);
  });
  const cancelled = sessionAt(server.baseUrl).cancel("b");
  await expect(cancelled).rejects.toMatchObject({ kind: "invalid", status: 400 });
});

test("cleaning up removes the batch; one that is gone is no error, one that runs is", async () => {
  const session = async (status: number) => {
    const server = await startFakeServer(status === 200 ? answer(200, {}) : refuse(status));
    return { server, session: sessionAt(server.baseUrl) };
  };
  const snapshot: BatchSnapshot = {
    ...{ remoteId: "msgbatch_1", mark: null, stagedId: null, rawState: "ended", counts: null },
    ...{ createdAtMs: 0, endedAtMs: null, errors: [], usage: null, resultFileIds: ["msgbatch_1"] },
    phase: { kind: "ended", ending: "completed" },
  };
  for (const status of [200, 404, 400]) {
    const { server, session: opened } = await session(status);
    const cleaned = opened.cleanUp(snapshot);
    if (status === 400) await expect(cleaned).rejects.toMatchObject({ kind: "invalid" });
    else await cleaned;
    expect(server.seen).toMatchObject([
      { method: "DELETE", path: "/v1/messages/batches/msgbatch_1" },
    ]);
    await server[Symbol.asyncDispose]();
  }
});
