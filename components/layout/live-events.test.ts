import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createThrottle } from "./live-events";

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
