import { describe, expect, it } from "vitest";
import { jobStatusSchema } from "@/lib/contracts/jobs";
import { canCancel, canRetry, isOver } from "./job-stage";

const NONE = { rows: 9, pending: 0, succeeded: 9, failed: 0, expired: 0, cancelled: 0 };
const approvedAt = "2026-11-23T00:00:00Z";
const attention = { code: "submission_unknown", message: "", params: {} };

describe("what can be done with a job", () => {
  it("can be cancelled exactly until it is over or being cancelled", () => {
    const cancellable = jobStatusSchema.options.filter((status) => canCancel({ status }));
    expect(cancellable).toEqual(["estimating", "awaiting_approval", "running", "paused"]);
  });

  it("is over in the four final states", () => {
    expect(jobStatusSchema.options.filter((status) => isOver({ status }))).toEqual([
      "completed",
      "completed_with_errors",
      "failed",
      "cancelled",
    ]);
  });

  it("can be retried when rows failed or expired, but not cancelled ones alone", () => {
    const job = { status: "completed_with_errors", attention: null, approvedAt } as const;
    expect(canRetry({ ...job, counts: { ...NONE, failed: 1 } })).toBe(true);
    expect(canRetry({ ...job, counts: { ...NONE, expired: 1 } })).toBe(true);
    expect(canRetry({ ...job, counts: { ...NONE, cancelled: 1 } })).toBe(false);
    expect(canRetry({ ...job, status: "failed", approvedAt: null, counts: NONE })).toBe(false);
  });

  it("can be retried while a batch waits for a person", () => {
    const job = { status: "running", approvedAt, counts: NONE } as const;
    expect(canRetry({ ...job, attention })).toBe(true);
    expect(canRetry({ ...job, attention: null })).toBe(false);
    expect(canRetry({ ...job, status: "cancelling", attention })).toBe(false);
  });
});
