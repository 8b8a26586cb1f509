import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { BatchSnapshot } from "../provider";
import { toSnapshot } from "./snapshot";
import { wireBatch, wireBatchPage } from "./wire";

const FIXTURE = new URL("fixtures/batches.jsonl", import.meta.url);
const SNAPSHOTS = new Map(
  readFileSync(FIXTURE, "utf8")
    .trim()
    .split("\n")
    .map((line) => toSnapshot(wireBatch.parse(JSON.parse(line))))
    .map((one) => [one.remoteId, one]),
);
const CREATED_MS = Date.parse("2026-11-20T08:00:00.123Z");
const ENDED_MS = Date.parse("2026-11-20T09:00:00.500Z");

function snapshot(id: string): BatchSnapshot {
  const found = SNAPSHOTS.get(`batches/${id}`);
  if (found === undefined) throw new Error(`no fixture ${id}`);
  return found;
}

test("a batch just created runs and has no counts yet", () => {
  expect(snapshot("new")).toEqual({
    remoteId: "batches/new",
    mark: "bat_1.1",
    stagedId: "files/in1",
    phase: { kind: "running" },
    rawState: "BATCH_STATE_PENDING",
    counts: null,
    createdAtMs: CREATED_MS,
    endedAtMs: null,
    errors: [],
    usage: null,
    resultFileIds: [],
  });
});

test("counts are strings, and zero where they are left out", () => {
  expect(snapshot("running").counts).toEqual({ total: 10, completed: 4, failed: 1 });
  expect(snapshot("done").counts).toEqual({ total: 3, completed: 3, failed: 0 });
  expect(snapshot("no-stats").counts).toBeNull();
});

test.each([
  ["done", "completed", ["files/batch-3"]],
  ["response-only", "completed", ["files/batch-4"]],
  ["bad-file", "failed", []],
  ["broken", "failed", []],
  ["late", "expired", []],
  ["stopped", "cancelled", ["files/batch-10"]],
])("%s has ended as %s with %j", (id, ending, files) => {
  expect(snapshot(id).phase).toEqual({ kind: "ended", ending });
  expect(snapshot(id).resultFileIds).toEqual(files);
});

test("the time of the end is the provider's, else its last change", () => {
  expect(snapshot("done").endedAtMs).toBe(ENDED_MS);
  expect(snapshot("late").endedAtMs).toBe(Date.parse("2026-11-22T08:00:00Z"));
});

test.each([
  ["bad-file", "INVALID_ARGUMENT"],
  ["no-room", "token_limit_exceeded"],
  ["broken", "internal_error"],
  ["late", "timeout"],
])("the error of %s is %s, of no single line", (id, code) => {
  expect(snapshot(id).errors).toMatchObject([{ code, line: null }]);
});

test("an unknown state is running, whatever the times say", () => {
  expect(snapshot("odd")).toMatchObject({
    phase: { kind: "running" },
    rawState: "BATCH_STATE_PAUSED_FOR_REVIEW",
    endedAtMs: null,
    counts: { total: 12, completed: 4, failed: 0 },
  });
});

test("only the name is needed", () => {
  expect(snapshot("bare")).toMatchObject({ phase: { kind: "running" }, rawState: "", mark: null });
  expect(wireBatch.safeParse({ metadata: {} }).success).toBe(false);
});

test("an empty page has no list; anything else in its place is not trusted", () => {
  expect(wireBatchPage.parse({})).toEqual({ operations: [], nextPageToken: null });
  expect(wireBatchPage.parse({ nextPageToken: "t" }).nextPageToken).toBe("t");
  expect(wireBatchPage.parse({ operations: [], nextPageToken: "" }).nextPageToken).toBeNull();
  for (const bad of [
    { operations: [{ name: "" }] },
    { operations: {} },
    { nextPageToken: 7 },
    { batches: [{ name: "batches/1" }] },
    [],
  ]) {
    expect(wireBatchPage.safeParse(bad).success).toBe(false);
  }
});
