import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { BatchSnapshot } from "../provider";
import { toSnapshot } from "./snapshot";
import { wireBatch, wireBatchPage } from "./wire";

const FIXTURE = new URL("fixtures/batches.jsonl", import.meta.url);
const BATCHES = readFileSync(FIXTURE, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
const SNAPSHOTS = new Map(
  BATCHES.map((batch) => toSnapshot(wireBatch.parse(batch))).map((one) => [one.remoteId, one]),
);
const CREATED_MS = Date.parse("2026-11-23T12:13:20.044Z");

function snapshot(id: string): BatchSnapshot {
  const found = SNAPSHOTS.get(id);
  if (found === undefined) throw new Error(`no fixture ${id}`);
  return found;
}

test("a running batch knows its size, and shows no progress until it ends", () => {
  expect(snapshot("msgbatch_running")).toEqual({
    remoteId: "msgbatch_running",
    mark: null,
    stagedId: null,
    phase: { kind: "running" },
    rawState: "in_progress",
    counts: { total: 3, completed: 0, failed: 0 },
    createdAtMs: CREATED_MS,
    endedAtMs: null,
    errors: [],
    usage: null,
    resultFileIds: [],
  });
});

test.each([
  ["msgbatch_ended", "completed", { total: 100, completed: 95, failed: 5 }],
  ["msgbatch_expired", "expired", { total: 8, completed: 5, failed: 3 }],
  ["msgbatch_cancelled", "cancelled", { total: 8, completed: 2, failed: 6 }],
  ["msgbatch_cancelled_late", "completed", { total: 8, completed: 8, failed: 0 }],
])("%s has ended as %s", (id, ending, counts) => {
  expect(snapshot(id)).toMatchObject({
    ...{ phase: { kind: "ended", ending }, rawState: "ended", counts, resultFileIds: [id] },
  });
  expect(snapshot(id).endedAtMs).toBeGreaterThan(CREATED_MS);
});

test("a batch that is being cancelled still runs", () => {
  expect(snapshot("msgbatch_canceling")).toMatchObject({
    phase: { kind: "running" },
    rawState: "canceling",
    resultFileIds: [],
  });
});

test("an archived batch still names its results: asking for them tells that they are gone", () => {
  expect(snapshot("msgbatch_archived").resultFileIds).toEqual(["msgbatch_archived"]);
});

test("an unknown state is running, whatever the times say", () => {
  expect(snapshot("msgbatch_unknown")).toMatchObject({
    phase: { kind: "running" },
    rawState: "paused_for_review",
    endedAtMs: null,
    counts: { total: 3, completed: 1, failed: 0 },
  });
});

test.each([
  ["id", { id: "" }],
  ["time", { created_at: "soon" }],
  ["time", { created_at: undefined }],
  ["counts", { request_counts: null }],
  ["count of one kind", { request_counts: { processing: 1 } }],
])("an entry without a readable %s spoils the page", (_, wrong) => {
  expect(wireBatchPage.safeParse({ data: [{ ...BATCHES[0], ...wrong }] }).success).toBe(false);
  expect(wireBatchPage.safeParse({ data: [BATCHES[0]] }).success).toBe(true);
});
