import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterAnswer, afterLoss, openWindow, roomIn, type Window } from "./window";

const most = fc.integer({ min: 1, max: 500 });

/** A run of sends, answers and losses, the oldest request first. */
function follow(start: Window, events: readonly ("answer" | "loss")[]): Window[] {
  let window = start;
  let sent = 0;
  let settled = 0;
  return events.map((event) => {
    sent += roomIn(window, sent - settled);
    window =
      event === "answer" ? afterAnswer(window) : afterLoss(window, { lost: settled, sent }).window;
    settled += 1;
    return window;
  });
}

describe("a window", () => {
  test("is never below 1 nor above the most, and always has room for one when nothing is in flight", () => {
    const events = fc.array(fc.constantFrom("answer" as const, "loss" as const), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(most, most, events, (limit, first, happened) => {
        for (const window of follow(openWindow(limit, first), happened)) {
          expect(window.size).toBeGreaterThanOrEqual(1);
          expect(window.size).toBeLessThanOrEqual(limit);
          expect(roomIn(window, 0)).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });

  test("recovers to the most after any losses, within the square of it in answers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (limit) => {
        const answers = Array<"answer">(limit * limit + 1).fill("answer");
        const [last] = follow(openWindow(limit, 1), answers).slice(-1);
        expect(roomIn(last ?? openWindow(1), 0)).toBe(limit);
      }),
    );
  });

  test("counts the losses of one window once", () => {
    const first = afterLoss(openWindow(16), { lost: 3, sent: 16 });
    expect(first).toMatchObject({ counts: true, window: { size: 8, calmFrom: 16 } });
    const second = afterLoss(first.window, { lost: 15, sent: 16 });
    expect(second).toEqual({ counts: false, window: first.window });
    expect(afterLoss(second.window, { lost: 16, sent: 24 })).toMatchObject({
      counts: true,
      window: { size: 4, calmFrom: 24 },
    });
  });

  test("has no room while more are in flight than it holds now", () => {
    expect(roomIn(openWindow(8, 4), 6)).toBe(0);
    expect(roomIn(openWindow(8, 4), 1)).toBe(3);
  });

  test.each([0, -1, 1.5, Number.NaN])("of %s makes no sense", (limit) => {
    expect(() => openWindow(limit)).toThrow(RangeError);
  });
});
