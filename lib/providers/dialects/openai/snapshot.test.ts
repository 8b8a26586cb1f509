import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { BatchSnapshot } from "../../provider";
import { toSnapshot } from "./snapshot";
import { wireBatch, wireBatchPage } from "./wire";

const FIXTURE = new URL("../../openai/fixtures/batches.jsonl", import.meta.url);
const BATCHES = readFileSync(FIXTURE, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
const SNAPSHOTS = new Map(
  BATCHES.map((batch) => toSnapshot(wireBatch.parse(batch))).map((one) => [one.remoteId, one]),
);
const CREATED_MS = 1_763_900_000_000;

function snapshot(id: string): BatchSnapshot {
  const found = SNAPSHOTS.get(id);
  if (found === undefined) throw new Error(`no fixture ${id}`);
  return found;
}

test("a batch under validation runs, and its zeros are not counts", () => {
  expect(snapshot("batch_validating")).toEqual({
    remoteId: "batch_validating",
    mark: "bat_1.1",
    stagedId: "file-in1",
    phase: { kind: "running" },
    rawState: "validating",
    counts: null,
    createdAtMs: CREATED_MS,
    endedAtMs: null,
    errors: [],
    usage: null,
    resultFileIds: [],
  });
});

test("a running batch tells its counts; other metadata does not hide the mark", () => {
  const running = snapshot("batch_running");
  expect(running.counts).toEqual({ total: 10, completed: 4, failed: 1 });
  expect(running.mark).toBe("bat_2.1");
});

test("a completed batch: empty file id is none, cached tokens leave the input", () => {
  const done = snapshot("batch_completed");
  expect(done.phase).toEqual({ kind: "ended", ending: "completed" });
  expect(done.endedAtMs).toBe(1_763_903_600_000);
  expect(done.resultFileIds).toEqual(["file-out3"]);
  expect(done.mark).toBeNull();
  expect(done.usage).toEqual({
    input: 200,
    cached_input: 100,
    cache_write_5m: 0,
    cache_write_1h: 0,
    output: 90,
    reasoning: 40,
  });
});

test("a batch whose requests all failed is completed, with an error file only", () => {
  const failed = snapshot("batch_all_failed");
  expect(failed.phase).toEqual({ kind: "ended", ending: "completed" });
  expect(failed.resultFileIds).toEqual(["file-err4"]);
  expect(failed.counts).toEqual({ total: 3, completed: 0, failed: 3 });
});

test("a failed batch tells why, with the line where there is one", () => {
  expect(snapshot("batch_no_quota").phase).toEqual({ kind: "ended", ending: "failed" });
  expect(snapshot("batch_no_quota").errors).toMatchObject([
    {
      ...{ code: "token_limit_exceeded", line: null },
      limit: { kind: "enqueued_tokens", value: 90_000 },
    },
  ]);
  expect(snapshot("batch_bad_line").errors).toMatchObject([{ code: "invalid_json_line", line: 7 }]);
});

test("expired and cancelled batches keep what they have", () => {
  expect(snapshot("batch_expired").phase).toEqual({ kind: "ended", ending: "expired" });
  expect(snapshot("batch_expired").resultFileIds).toEqual(["file-out7", "file-err7"]);
  const cancelled = snapshot("batch_cancelled");
  expect(cancelled.phase).toEqual({ kind: "ended", ending: "cancelled" });
  expect(cancelled.counts).toEqual({ total: 0, completed: 0, failed: 0 });
  expect(cancelled.endedAtMs).toBe(1_763_900_020_000);
});

test("capitalised states and ISO times are read", () => {
  const azure = snapshot("batch_azure");
  expect(azure.phase).toEqual({ kind: "ended", ending: "completed" });
  expect(azure.rawState).toBe("Completed");
  expect(azure.createdAtMs).toBe(CREATED_MS);
  expect(azure.endedAtMs).toBe(CREATED_MS + 3_600_000);
  expect(azure.counts).toBeNull();
  expect(azure.mark).toBeNull();
});

test("an unknown state is running, whatever the times say", () => {
  const unknown = snapshot("batch_unknown");
  expect(unknown.phase).toEqual({ kind: "running" });
  expect(unknown.rawState).toBe("paused_for_review");
  expect(unknown.endedAtMs).toBeNull();
  expect(unknown.counts).toEqual({ total: 12, completed: 4, failed: 0 });
});

test("only the id is needed", () => {
  expect(snapshot("batch_bare")).toMatchObject({ phase: { kind: "running" }, rawState: "" });
  expect(wireBatch.safeParse({ status: "completed" }).success).toBe(false);
});

test("a page with an entry that has no id is not trusted", () => {
  expect(wireBatchPage.safeParse({ data: [{ id: "" }] }).success).toBe(false);
  expect(wireBatchPage.parse({ data: [] })).toEqual({ data: [], has_more: null });
});
