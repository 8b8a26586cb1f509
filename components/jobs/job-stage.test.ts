import { describe, expect, it } from "vitest";
import { jobStatusSchema } from "@/lib/contracts/jobs";
import { canCancel, canRetry, isOver } from "./job-stage";

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

  it("can be retried when rows would be sent again, and only then", () => {
    const job = { status: "completed_with_errors", attention: null, approvedAt } as const;
    expect(canRetry({ ...job, retryable: 1 })).toBe(true);
    expect(canRetry({ ...job, retryable: 0 })).toBe(false);
    expect(canRetry({ ...job, status: "failed", approvedAt: null, retryable: 0 })).toBe(false);
  });

  it("can be retried while a batch waits for a person", () => {
    const job = { status: "running", approvedAt, retryable: 0 } as const;
    expect(canRetry({ ...job, attention })).toBe(true);
    expect(canRetry({ ...job, attention: null })).toBe(false);
    expect(canRetry({ ...job, status: "cancelling", attention })).toBe(false);
  });
});
