import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatDuration,
  formatPercent,
  formatRelative,
  formatUtcDay,
} from "./format-values";

/** Intl sets narrow and unbreakable spaces; tests read plain ones. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("formatBytes", () => {
  it.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1000, "1 kB"],
    [1536, "1.5 kB"],
    [393_000_000, "393 MB"],
    [5.4e15, "5,400 TB"],
  ])("%d bytes read %s", (bytes, expected) => {
    expect(plain(formatBytes(bytes, "en"))).toBe(expected);
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0 sec"],
    [-5, "0 sec"],
    [59_999, "59 sec"],
    [60_000, "1 min"],
    [3_900_000, "1 hr 5 min"],
    [86_400_000 + 61_000, "1 day"],
    [90_000_000, "1 day 1 hr"],
  ])("%d ms read %s", (ms, expected) => {
    expect(plain(formatDuration(ms, "en"))).toBe(expected);
  });
});

describe("formatRelative", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  it.each([
    ["2026-11-23T12:00:00Z", "now"],
    ["2026-11-23T11:58:10Z", "1 minute ago"],
    ["2026-11-23T14:00:01Z", "in 2 hours"],
    ["2026-11-22T12:00:00Z", "yesterday"],
    ["2024-11-22T12:00:00Z", "2 years ago"],
  ])("%s reads %s", (iso, expected) => {
    expect(formatRelative(iso, now, "en")).toBe(expected);
  });
});

describe("figures in the reader's language", () => {
  it("groups, shortens and shares", () => {
    expect(formatCount(10_003, "en")).toBe("10,003");
    expect(formatCount(10_003, "es")).toBe("10.003");
    expect(formatCompact(1_234_567, "en")).toBe("1.2M");
    expect(plain(formatPercent(0.4825, "es"))).toBe("48,3 %");
  });

  it("keeps a report's day on its UTC day", () => {
    expect(formatUtcDay("2026-11-01", "en")).toBe("Nov 1, 2026");
    expect(formatUtcDay("2026-11-01", "es", "short")).toBe("1 nov");
  });
});
