import { describe, expect, it } from "vitest";
import { dayCount, fillDays, isDayRange, lastDays, thisMonth } from "./savings-days";

const NOW = Date.parse("2026-11-23T23:59:59Z");

describe("ranges of UTC days", () => {
  it("count back from today, today included", () => {
    expect(lastDays(1, NOW)).toEqual({ from: "2026-11-23", to: "2026-11-23" });
    expect(lastDays(30, NOW)).toEqual({ from: "2026-10-25", to: "2026-11-23" });
    expect(dayCount(lastDays(90, NOW))).toBe(90);
    expect(thisMonth(NOW)).toEqual({ from: "2026-11-01", to: "2026-11-23" });
  });

  it.each([
    ["2026-11-01", "2026-11-01", true],
    ["2026-11-02", "2026-11-01", false],
    ["", "2026-11-01", false],
    ["2026-13-01", "2026-13-02", false],
  ])("%s to %s is a range: %s", (from, to, expected) => {
    expect(isDayRange({ from, to })).toBe(expected);
  });
});

describe("fillDays", () => {
  const row = {
    key: "2026-10-25",
    label: "2026-10-25",
    billed: "1.5",
    realtime: "3",
    savings: "1.5",
    waste: "0",
    rows: 7,
    inputTokens: 1,
    outputTokens: 2,
  };

  it("puts zeros between, across a clock change", () => {
    const filled = fillDays([row], { from: "2026-10-24", to: "2026-10-26" });
    expect(filled.map(({ key, billed }) => [key, billed])).toEqual([
      ["2026-10-24", "0"],
      ["2026-10-25", "1.5"],
      ["2026-10-26", "0"],
    ]);
  });

  it("leaves very long ranges and no range alone", () => {
    expect(fillDays([row], { from: "2020-01-01", to: "2026-10-26" })).toEqual([row]);
    expect(fillDays([row], { from: "2026-10-26", to: "2026-10-24" })).toEqual([row]);
  });
});
