import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { BatchSnapshot } from "../provider";
import { toSnapshot } from "./snapshot";
import { wireJob, wireJobPage } from "./wire";

const LINES = readFileSync(new URL("./fixtures/jobs.jsonl", import.meta.url), "utf8").trim();
const JOBS: unknown[] = LINES.split("\n").map((line) => JSON.parse(line));
const SNAPSHOTS = new Map(
  JOBS.map((job) => toSnapshot(wireJob.parse(job))).map((one) => [one.remoteId, one]),
);
const CREATED_MS = 1_763_900_000_000;

function snapshot(id: string): BatchSnapshot {
  const found = SNAPSHOTS.get(id);
  if (found === undefined) throw new Error(`no fixture ${id}`);
  return found;
}

test("a queued job runs, and its zeros are not counts", () => {
  expect(snapshot("job-queued")).toEqual({
    remoteId: "job-queued",
    mark: "bat_1.1",
    stagedId: "file-in1",
    phase: { kind: "running" },
    rawState: "QUEUED",
    counts: null,
    createdAtMs: CREATED_MS,
    endedAtMs: null,
    errors: [],
    usage: null,
    resultFileIds: [],
  });
});

test("a running job tells its counts; other metadata does not hide the mark", () => {
  expect(snapshot("job-running").counts).toEqual({ total: 10, completed: 4, failed: 1 });
  expect(snapshot("job-running").mark).toBe("bat_2.1");
});

test("a successful job has both files; what its rows did wrong is told without a line", () => {
  const done = snapshot("job-success");
  expect(done.phase).toEqual({ kind: "ended", ending: "completed" });
  expect(done.endedAtMs).toBe(1_763_903_600_000);
  expect(done.resultFileIds).toEqual(["file-out3", "file-err3"]);
  expect(done.counts).toEqual({ total: 5, completed: 3, failed: 2 });
  expect(done.errors).toMatchObject([{ code: "batch_failed", line: null }]);
  expect(done.mark).toBeNull();
});

test("a failed job tells why", () => {
  const failed = snapshot("job-failed");
  expect(failed.phase).toEqual({ kind: "ended", ending: "failed" });
  expect(failed.counts).toEqual({ total: 0, completed: 0, failed: 0 });
  expect(failed.errors).toEqual([
    { code: "batch_failed", message: "Invalid file format.", line: null },
  ]);
});

test("a job that took too long keeps what it has; an empty file id is none", () => {
  expect(snapshot("job-timeout").phase).toEqual({ kind: "ended", ending: "expired" });
  expect(snapshot("job-timeout").resultFileIds).toEqual(["file-out5"]);
});

test("a job that is being cancelled runs until it is cancelled", () => {
  expect(snapshot("job-cancelling").phase).toEqual({ kind: "running" });
  expect(snapshot("job-cancelled").phase).toEqual({ kind: "ended", ending: "cancelled" });
  expect(snapshot("job-cancelled").endedAtMs).toBe(CREATED_MS + 20_000);
});

test("an unknown state is running, whatever the times say", () => {
  const unknown = snapshot("job-unknown");
  expect(unknown).toMatchObject({ phase: { kind: "running" }, rawState: "PAUSED_FOR_REVIEW" });
  expect(unknown).toMatchObject({ endedAtMs: null, counts: null, mark: null, errors: [] });
});

test("only the id is needed", () => {
  expect(snapshot("job-bare")).toMatchObject({ phase: { kind: "running" }, rawState: "" });
  expect(wireJob.safeParse({ status: "SUCCESS" }).success).toBe(false);
});

test("a page with an entry that has no id is not trusted, nor one that holds nothing and says nothing", () => {
  expect(wireJobPage.safeParse({ data: [{ id: "" }], total: 1 }).success).toBe(false);
  expect(wireJobPage.safeParse({ hello: 1 }).success).toBe(false);
  expect(wireJobPage.safeParse({ total: 3 }).success).toBe(false);
  expect(wireJobPage.parse({ total: 0 })).toEqual({ data: [], total: 0 });
  expect(wireJobPage.parse({ data: [] })).toEqual({ data: [], total: null });
});
