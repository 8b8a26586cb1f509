import { describe, expect, it } from "vitest";
import { afterSnapshot, type BatchFault, coverage, type SeenBatch } from "./after-snapshot";

const running: SeenBatch = {
  phase: { kind: "running" },
  counts: null,
  createdAtMs: 1_000,
  errors: [],
  resultFileIds: [],
};
const failed = (...errors: BatchFault[]): SeenBatch => ({
  ...running,
  phase: { kind: "ended", ending: "failed" },
  errors,
});
const fault = (code: string, line: number | null = null) => ({ code, line });
const decide = (seen: SeenBatch, waits = 0) => afterSnapshot({ waits }, seen, 601_000);

describe("afterSnapshot", () => {
  it("looks again while it runs, by its age and progress", () => {
    expect(decide(running)).toEqual({ kind: "poll", delayMs: 60_000 });
    const counts = { total: 100, completed: 90, failed: 5 };
    expect(decide({ ...running, counts })).toEqual({ kind: "poll", delayMs: 10_526 });
    expect(afterSnapshot({ waits: 0, speed: 100 }, running, 601_000)).toEqual({
      kind: "poll",
      delayMs: 3_000,
    });
  });

  it.each(["completed", "expired", "cancelled"] as const)("collects when %s", (ending) => {
    const seen = { ...running, phase: { kind: "ended", ending } as const };
    expect(decide(seen)).toEqual({ kind: "collect" });
    expect(decide({ ...seen, resultFileIds: ["f"] })).toEqual({ kind: "collect" });
  });

  it("collects from a failed batch that has results after all", () => {
    const seen = { ...failed(fault("token_limit_exceeded")), resultFileIds: ["file-1"] };
    expect(decide(seen)).toEqual({ kind: "collect" });
  });

  it.each([
    [0, 10_000],
    [1, 20_000],
    [2, 40_000],
    [99, 600_000],
  ])("waits for room after %i refusals", (waits, delayMs) => {
    const seen = failed(fault("token_limit_exceeded"));
    expect(decide(seen, waits)).toEqual({ kind: "resubmit", delayMs });
  });

  it.each([
    ["model_not_found", 1],
    ["model_not_found", null],
    ["billing_hard_limit_reached", null],
    ["authentication_error", null],
    ["mismatched_model", 7],
    ["empty_file", null],
    ["invalid_request", null],
    ["something_new", null],
  ])("fails all rows at once for %s at line %s", (code, line) => {
    expect(decide(failed(fault(code, line)))).toEqual({ kind: "fail-rows", code });
  });

  it("blames lines where the provider does", () => {
    const seen = failed(fault("invalid_json_line", 3), fault("invalid_request", 9));
    expect(decide(seen)).toEqual({
      kind: "fail-lines",
      lines: [
        { line: 3, code: "invalid_json_line" },
        { line: 9, code: "invalid_request" },
      ],
    });
  });

  it("treats rows as missing when the provider failed for no reason of ours", () => {
    expect(decide(failed())).toEqual({ kind: "collect" });
    expect(decide(failed(fault("server_error")))).toEqual({ kind: "collect" });
  });
});

describe("coverage", () => {
  const counts = { total: 10, completed: 6, failed: 2 };
  it.each([
    [8, counts, "complete"],
    [10, counts, "complete"],
    [7, counts, "reread"],
    [0, counts, "reread"],
    [0, null, "complete"],
    [0, { total: 0, completed: 0, failed: 0 }, "complete"],
  ] as const)("%j lines against %j", (lines, stated, verdict) => {
    expect(coverage(lines, stated)).toBe(verdict);
  });
});
