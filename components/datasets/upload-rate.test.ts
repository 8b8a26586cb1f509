import { describe, expect, it } from "vitest";
import { addSample, bytesPerSecond, type RateSample, remainingMs } from "./upload-rate";

const feed = (...points: [atMs: number, bytes: number][]) =>
  points.reduce<RateSample[]>((all, [atMs, bytes]) => addSample(all, { atMs, bytes }), []);

describe("the rate of an upload", () => {
  it("is unknown before there is anything to compare", () => {
    expect(bytesPerSecond([])).toBeNull();
    expect(bytesPerSecond(feed([0, 0]))).toBeNull();
    expect(bytesPerSecond(feed([0, 0], [100, 50]))).toBeNull();
    expect(remainingMs(feed([0, 0]), 10)).toBeNull();
  });

  it("is unknown, not zero, while nothing moves", () => {
    expect(bytesPerSecond(feed([0, 10], [3_000, 10]))).toBeNull();
  });

  it("tells speed and remaining time", () => {
    const samples = feed([0, 0], [1_000, 1_000], [2_000, 3_000]);
    expect(bytesPerSecond(samples)).toBe(1_500);
    expect(remainingMs(samples, 6_000)).toBe(2_000);
    expect(remainingMs(samples, 3_000)).toBe(0);
  });

  it("forgets what is older than the window", () => {
    const samples = feed([0, 0], [20_000, 100], [21_000, 1_100]);
    expect(bytesPerSecond(samples)).toBe(1_000);
  });

  it("starts anew when a resumed upload reports less than before", () => {
    expect(feed([0, 500], [1_000, 200])).toEqual([{ atMs: 1_000, bytes: 200 }]);
  });
});
