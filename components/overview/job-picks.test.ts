import { describe, expect, it } from "vitest";
import { type JobSummary, jobSummarySchema } from "@/lib/contracts/jobs";
import { jobsToLookAt, nothingSentYet } from "./job-picks";

function jobWith(fields: Partial<JobSummary>): JobSummary {
  const time = "2026-11-23T10:00:00Z";
  return jobSummarySchema.parse({
    id: "job_1",
    name: "Intents",
    status: "running",
    attention: null,
    error: null,
    datasetId: "ds_1",
    datasetName: "banking",
    connectionId: "con_1",
    connectionName: "OpenAI",
    teamId: "team_1",
    teamName: "Support",
    provider: "openai",
    model: "gpt-4o-mini",
    completionWindowHours: 24,
    budgetUsd: null,
    maxAttempts: 3,
    counts: { rows: 10, pending: 10, succeeded: 0, failed: 0, expired: 0, cancelled: 0 },
    retryable: 0,
    cost: {
      billed: "0",
      realtime: "0",
      savings: "0",
      waste: "0",
      unpricedRows: 0,
      simulated: false,
    },
    createdAt: time,
    approvedAt: time,
    finishedAt: null,
    resultsDeletedAt: null,
    deletedAt: null,
    ...fields,
  });
}

describe("what needs a person", () => {
  const attention = { code: "submission_unknown", message: "Look here", params: {} };
  it.each([
    [{}, 0],
    [{ status: "awaiting_approval", approvedAt: null }, 1],
    [{ status: "paused" }, 1],
    [{ attention }, 1],
    [{ status: "completed" }, 0],
  ] as const)("%j counts %d", (fields, count) => {
    expect(jobsToLookAt([jobWith(fields)])).toHaveLength(count);
  });

  it("knows that nothing was sent while nothing was approved", () => {
    expect(nothingSentYet([])).toBe(true);
    expect(nothingSentYet([jobWith({ approvedAt: null })])).toBe(true);
    expect(nothingSentYet([jobWith({ approvedAt: null }), jobWith({})])).toBe(false);
  });
});
