import { describe, expect, it } from "vitest";
import { createClock } from "../clock";
import { faultPlan } from "../fault-schema";
import { type BatchRecord, NO_PROGRESS } from "./batch-record";
import { DEFAULT_TIMINGS } from "./engine";
import { decideRow } from "./pace-rows";

const RECORD: BatchRecord = {
  id: "batch_1",
  order: 1,
  account: "a",
  marks: null,
  inputFileIds: ["file-1"],
  windowSeconds: 86_400,
  details: {},
  status: "in_progress",
  createdAtMs: 0,
  movedAtMs: 1000,
  times: { in_progress: 1000 },
  errors: null,
  model: "gpt-4o-mini-2024-07-18",
  plan: [],
  total: 10,
  enqueuedTokens: 0,
  progress: NO_PROGRESS,
  halted: null,
  outputFileId: "file-2",
  errorFileId: "file-3",
  published: null,
  fault: null,
  polls: 0,
};
/** Ten rows over 10,000 s, at speed 1000: one a second from 1,000 ms on; the window ends at 86,400 ms. */
const PACE = {
  clock: createClock(1000),
  timings: { ...DEFAULT_TIMINGS, inProgress: 10_000, perRow: 0 },
};

describe("decideRow", () => {
  it.each([
    [0, 1000, 1000],
    [0, 1999, 1],
    [0, 2000, "run"],
    [9, 2000, 9000],
    [9, 11_000, "run"],
  ])("row %i at %i ms: %s", (index, now, decision) => {
    expect(decideRow(PACE, RECORD, index, now)).toBe(decision);
  });

  it("never runs a row due after the window, however late it is asked", () => {
    const slow = { ...PACE, timings: { ...PACE.timings, inProgress: 170_800 } };
    expect(decideRow(slow, RECORD, 4, 500_000)).toBe("run");
    expect(decideRow(slow, RECORD, 5, 500_000)).toBe("expire");
    expect(decideRow(slow, RECORD, 5, 86_000)).toBe(400);
  });

  it("has no window and no wait at instant speed", () => {
    const instant = { ...PACE, clock: createClock("instant") };
    expect(decideRow(instant, RECORD, 9, 1000)).toBe("run");
  });

  it("takes the window of the timings in place of the batch's, and lets one without any run on", () => {
    const slow = { ...PACE.timings, inProgress: 170_800 };
    const endless = { ...RECORD, windowSeconds: null };
    expect(decideRow({ ...PACE, timings: slow }, endless, 5, 500_000)).toBe("run");
    const short = { ...PACE, timings: { ...slow, window: 43_200 } };
    expect(decideRow(short, endless, 5, 500_000)).toBe("expire");
  });

  it("runs the rows that a cancel comes too late for", () => {
    const fault = faultPlan.parse({ batches: [{ cancelAfterShare: 0.25 }] }).batches[0] ?? null;
    const late = { ...RECORD, halted: "cancelled" as const, fault };
    expect([1, 2, 3].map((index) => decideRow(PACE, late, index, 1000))).toEqual([
      "run",
      "run",
      "abandon",
    ]);
  });

  it("leaves the rest of a halted batch", () => {
    expect(decideRow(PACE, { ...RECORD, halted: "cancelled" }, 0, 5000)).toBe("abandon");
  });
});
