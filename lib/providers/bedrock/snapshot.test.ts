import { expect, test } from "vitest";
import { jobName, markOf, requestToken } from "./job-name";
import { hasEnded, toSnapshot } from "./snapshot";
import { wireJob, wireJobPage } from "./wire";

const ARN = "arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/abc123def456";
const JOB = {
  jobArn: ARN,
  jobName: "tranche-bat+1.1",
  status: "InProgress",
  submitTime: new Date(1_763_900_000_123),
  inputDataConfig: { s3InputDataConfig: { s3Uri: "s3://b/tranche/bat_1.1.jsonl" } },
  totalRecordCount: 120,
  processedRecordCount: 30,
  successRecordCount: 28,
  errorRecordCount: 2,
};

const snapshot = (change: object = {}, files: string[] = []) =>
  toSnapshot(wireJob.parse({ ...JOB, ...change }), files);

test("a running job tells its mark, its input and its counts", () => {
  expect(snapshot()).toEqual({
    remoteId: ARN,
    mark: "bat_1.1",
    stagedId: "s3://b/tranche/bat_1.1.jsonl",
    phase: { kind: "running" },
    rawState: "InProgress",
    counts: { total: 120, completed: 28, failed: 2 },
    createdAtMs: 1_763_900_000_123,
    endedAtMs: null,
    errors: [],
    usage: null,
    resultFileIds: [],
  });
});

test.each([
  ["Submitted", "running"],
  ["Validating", "running"],
  ["Scheduled", "running"],
  ["InProgress", "running"],
  ["Stopping", "running"],
  ["PausedForReview", "running"],
  ["Completed", "completed"],
  ["PartiallyCompleted", "expired"],
  ["Expired", "expired"],
  ["Failed", "failed"],
  ["Stopped", "cancelled"],
])("%s is %s", (status, ending) => {
  const { phase, rawState } = snapshot({ status });
  expect(phase).toEqual(ending === "running" ? { kind: "running" } : { kind: "ended", ending });
  expect(rawState).toBe(status);
  expect(hasEnded(wireJob.parse({ ...JOB, status }))).toBe(ending !== "running");
});

test("a job that was not validated yet counts nothing", () => {
  const none = { totalRecordCount: 0, successRecordCount: 0, errorRecordCount: 0 };
  expect(snapshot({ status: "Validating", ...none }).counts).toBeNull();
  expect(snapshot({ totalRecordCount: undefined }).counts).toBeNull();
  expect(snapshot({ status: "Failed", ...none }).counts).toEqual({
    ...{ total: 0, completed: 0, failed: 0 },
  });
});

test("a failed job says why in words; a completed one has its files and its time", () => {
  expect(snapshot({ status: "Failed", message: "too few" }).errors).toEqual([
    { code: "batch_failed", message: "too few", line: null },
  ]);
  const endTime = new Date(1_763_903_600_000);
  expect(snapshot({ status: "Completed", endTime }, ["s3://b/x"])).toMatchObject({
    endedAtMs: 1_763_903_600_000,
    resultFileIds: ["s3://b/x"],
  });
});

test("only the ARN is needed, and a page with an entry without one is not trusted", () => {
  expect(toSnapshot(wireJob.parse({ jobArn: ARN, submitTime: "soon" }), [])).toMatchObject({
    ...{ phase: { kind: "running" }, mark: null, stagedId: null, createdAtMs: 0 },
  });
  expect(wireJob.safeParse({ status: "Completed" }).success).toBe(false);
  const page = { invocationJobSummaries: [JOB, { jobName: "x" }] };
  expect(wireJobPage.safeParse(page).success).toBe(false);
});

test("a name carries the mark there and back, and a stranger's carries none", () => {
  const mark = "bat_01k9x2v8q7e8r9t0y1u2i3o4p5.2";
  expect(jobName(mark)).toMatch(/^[a-zA-Z0-9]{1,63}(-*[a-zA-Z0-9+\-.]){0,63}$/);
  expect(jobName(mark).length).toBeLessThanOrEqual(63);
  expect(markOf(jobName(mark))).toBe(mark);
  expect(markOf("nightly-report")).toBeNull();
  expect(markOf(null)).toBeNull();
  expect(requestToken(mark)).toBe(requestToken(mark));
  expect(requestToken(mark)).not.toBe(requestToken("bat_01k9x2v8q7e8r9t0y1u2i3o4p5.3"));
});

test.each(["a+b", "with space", "x".repeat(56), "ünï"])("the mark %j fits into no name", (mark) => {
  expect(() => jobName(mark)).toThrow(/does not fit/);
});
