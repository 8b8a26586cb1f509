import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createNewestFilter, createThrottle } from "./live-events";

describe("createNewestFilter", () => {
  it("drops what is older than, or the same as, the newest seen of that thing", () => {
    const isNews = createNewestFilter();
    expect(isNews({ kind: "job", id: "a", version: 2 })).toBe(true);
    expect(isNews({ kind: "job", id: "a", version: 1 })).toBe(false);
    expect(isNews({ kind: "job", id: "a", version: 2 })).toBe(false);
    expect(isNews({ kind: "job", id: "b", version: 1 })).toBe(true);
    expect(isNews({ kind: "dataset", id: "a", version: 1 })).toBe(true);
    expect(isNews({ kind: "job", id: "a", version: 3 })).toBe(true);
  });
});

describe("createThrottle", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("runs the first at once and the last of a burst later, never one in between", () => {
    const ran: number[] = [];
    const throttle = createThrottle(100);
    for (const n of [1, 2, 3]) throttle.run("a", () => ran.push(n));
    expect(ran).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(ran).toEqual([1, 3]);
    throttle.run("a", () => ran.push(4));
    expect(ran).toEqual([1, 3]);
    vi.advanceTimersByTime(100);
    expect(ran).toEqual([1, 3, 4]);
    vi.advanceTimersByTime(100);
    throttle.run("a", () => ran.push(5));
    expect(ran).toEqual([1, 3, 4, 5]);
  });

  it("keeps keys apart and stops", () => {
    const ran: string[] = [];
    const throttle = createThrottle(100);
    throttle.run("a", () => ran.push("a"));
    throttle.run("b", () => ran.push("b"));
    throttle.run("b", () => ran.push("late"));
    throttle.stop();
    vi.advanceTimersByTime(1000);
    expect(ran).toEqual(["a", "b"]);
  });
});
