import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowCounts } from "./counts";
import {
  canMoveJob,
  finalJobState,
  isFinalJobState,
  JOB_STATES,
  type JobState,
  jobStatesBefore,
  publicJobStatus,
  storedJobStates,
} from "./job-phase";

const LEGAL = new Set([
  "estimating>awaiting_approval",
  "estimating>cutting",
  "estimating>failed",
  "estimating>cancelled",
  "awaiting_approval>cutting",
  "awaiting_approval>cancelled",
  "cutting>running",
  "cutting>finishing",
  "cutting>cancelling",
  "cutting>failed",
  "running>finishing",
  "running>paused",
  "running>cancelling",
  "running>failed",
  "paused>running",
  "paused>cancelling",
  "cancelling>finishing",
  "cancelling>cancelled",
  "finishing>completed",
  "finishing>completed_with_errors",
  "finishing>failed",
  "finishing>cancelled",
  "completed_with_errors>running",
  "failed>running",
  "cancelled>running",
]);

it("allows exactly the legal moves", () => {
  for (const from of JOB_STATES) {
    for (const to of JOB_STATES) {
      expect([from, to, canMoveJob(from, to)]).toEqual([from, to, LEGAL.has(`${from}>${to}`)]);
      expect(jobStatesBefore(to).includes(from)).toBe(canMoveJob(from, to));
    }
  }
});

it("reaches every state, and an end from every state", () => {
  const reach = (start: JobState) => {
    const seen = new Set<JobState>([start]);
    for (const from of seen) for (const to of JOB_STATES) if (canMoveJob(from, to)) seen.add(to);
    return seen;
  };
  expect(reach("estimating").size).toBe(JOB_STATES.length);
  for (const state of JOB_STATES) expect([...reach(state)].some(isFinalJobState)).toBe(true);
});

it("shows the API's closed list", () => {
  const shown = JOB_STATES.map((state) => publicJobStatus(state));
  expect([...new Set(shown)]).toEqual([
    "estimating",
    "awaiting_approval",
    "running",
    "paused",
    "cancelling",
    "completed",
    "completed_with_errors",
    "failed",
    "cancelled",
  ]);
  expect(publicJobStatus("finishing", true)).toBe("cancelling");
  for (const state of JOB_STATES) expect(storedJobStates(publicJobStatus(state))).toContain(state);
});

describe("finalJobState", () => {
  it.each([
    [{ succeeded: 3 }, false, "completed"],
    [{ succeeded: 3 }, true, "completed"],
    [{ succeeded: 2, failed: 1 }, false, "completed_with_errors"],
    [{ succeeded: 1, expired: 2 }, false, "completed_with_errors"],
    [{ failed: 2, expired: 1 }, false, "failed"],
    [{ succeeded: 1, cancelled: 2 }, true, "cancelled"],
    [{ cancelled: 3 }, true, "cancelled"],
    [{ failed: 3 }, true, "cancelled"],
  ])("%j, cancelled by the user: %s", (some, cancelRequested, state) => {
    const ended = { succeeded: 0, failed: 0, expired: 0, cancelled: 0, ...some };
    expect(finalJobState(rowCounts(3, ended), cancelRequested)).toBe(state);
  });

  it("is never green while a row is missing", () => {
    const count = fc.nat(5);
    const ended = fc.record({ succeeded: count, failed: count, expired: count, cancelled: count });
    fc.assert(
      fc.property(ended, count, fc.boolean(), (some, pending, cancelRequested) => {
        const sum = some.succeeded + some.failed + some.expired + some.cancelled;
        const counts = rowCounts(sum + pending, some);
        if (pending > 0) {
          expect(() => finalJobState(counts, cancelRequested)).toThrow(RangeError);
          return;
        }
        const green = finalJobState(counts, cancelRequested) === "completed";
        expect(green).toBe(some.succeeded === sum && sum > 0);
      }),
    );
    const lost = { rows: 3, pending: 0, succeeded: 2, failed: 0, expired: 0, cancelled: 0 };
    expect(() => finalJobState(lost, false)).toThrow(RangeError);
  });
});
