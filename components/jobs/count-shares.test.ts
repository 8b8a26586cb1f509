import { describe, expect, it } from "vitest";
import type { Counts } from "@/lib/contracts/jobs";
import { countShares, countsAddUp, doneRows } from "./count-shares";

const counts = (some: Partial<Counts>): Counts => ({
  rows: 0,
  pending: 0,
  succeeded: 0,
  failed: 0,
  expired: 0,
  cancelled: 0,
  ...some,
});

describe("countShares", () => {
  it("is empty while there are no rows", () => {
    expect(countShares(counts({}))).toEqual([]);
  });

  it("gives each part its share", () => {
    const shares = countShares(counts({ rows: 4, succeeded: 3, pending: 1 }));
    expect(shares).toEqual([
      { part: "succeeded", rows: 3, percent: 75 },
      { part: "pending", rows: 1, percent: 25 },
    ]);
  });

  it("keeps one row in ten million visible, and the bar at 100 %", () => {
    const shares = countShares(
      counts({ rows: 10_000_002, succeeded: 10_000_000, failed: 1, cancelled: 1 }),
    );
    for (const share of shares) expect(share.percent).toBeGreaterThan(0.7);
    expect(shares.reduce((sum, share) => sum + share.percent, 0)).toBeCloseTo(100, 9);
  });
});

describe("countsAddUp", () => {
  it("accepts a full account and notices a lost row", () => {
    const full = counts({ rows: 5, succeeded: 1, failed: 1, expired: 1, cancelled: 1, pending: 1 });
    expect(countsAddUp(full)).toBe(true);
    expect(doneRows(full)).toBe(4);
    expect(countsAddUp({ ...full, pending: 0 })).toBe(false);
  });
});
