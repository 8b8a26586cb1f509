import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { toSnapshot } from "../dialects/openai/snapshot";
import { wireCreated, wireJob, wireJobs } from "./wire";

const LINES = readFileSync(new URL("./fixtures/jobs.jsonl", import.meta.url), "utf8").trim();
const JOBS: unknown[] = LINES.split("\n").map((line) => JSON.parse(line));
const [validating, running, completed, failed, expired, cancelled, unknown, bare] = JOBS.map(
  (job) => toSnapshot(wireJob.parse(job)),
);
const CREATED_MS = Date.parse("2025-11-23T12:13:20Z");

test("a job under validation runs; empty texts are nothing", () => {
  expect(validating).toEqual({
    remoteId: "2d3e4f00-0000-4000-8000-000000000001",
    mark: null,
    stagedId: "file-in1",
    phase: { kind: "running" },
    rawState: "VALIDATING",
    counts: null,
    createdAtMs: CREATED_MS + 125,
    endedAtMs: null,
    errors: [],
    usage: null,
    resultFileIds: [],
  });
});

test("a running job tells no counts", () => {
  expect(running).toMatchObject({ phase: { kind: "running" }, counts: null });
});

test("endings, with their time and what they have", () => {
  expect(completed).toMatchObject({
    phase: { kind: "ended", ending: "completed" },
    endedAtMs: CREATED_MS + 3_600_000,
    resultFileIds: ["file-out3", "file-err3"],
    counts: null,
    usage: null,
  });
  expect(failed).toMatchObject({
    phase: { kind: "ended", ending: "failed" },
    endedAtMs: CREATED_MS + 60_000,
    errors: [{ code: "batch_failed", message: "line 3 is not valid JSON", line: null }],
  });
  expect(expired).toMatchObject({
    phase: { kind: "ended", ending: "expired" },
    resultFileIds: ["file-out5"],
  });
  expect(cancelled).toMatchObject({
    phase: { kind: "ended", ending: "cancelled" },
    endedAtMs: null,
  });
});

test("an unknown state is running, whatever the times say", () => {
  expect(unknown).toMatchObject({ phase: { kind: "running" }, rawState: "PAUSED_FOR_REVIEW" });
  expect(unknown?.endedAtMs).toBeNull();
});

test("only the id is needed, and it is needed everywhere", () => {
  expect(bare).toMatchObject({ phase: { kind: "running" }, rawState: "" });
  expect(wireJob.safeParse({ status: "COMPLETED" }).success).toBe(false);
  expect(wireCreated.safeParse({ id: "job-1" }).success).toBe(false);
  expect(wireCreated.parse({ job: { id: "job-1" }, warning: "slow" }).job.id).toBe("job-1");
  expect(wireJobs.safeParse([{ id: "a" }, { status: "COMPLETED" }]).success).toBe(false);
  expect(wireJobs.safeParse({ data: [] }).success).toBe(false);
});
