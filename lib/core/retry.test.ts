import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  callRetryDelayMs,
  capRetryAfterMs,
  enqueuedLimitDelayMs,
  HARVEST_REREAD_DELAYS_MS,
  harvestRereadDelayMs,
  isRetryable,
  pollDelayMs,
} from "./retry";

const AGAIN = new Set([408, 409, 429, ...Array.from({ length: 100 }, (_, i) => 500 + i)]);

describe("isRetryable", () => {
  it("judges every HTTP status", () => {
    for (let status = 100; status < 700; status++) {
      expect([status, isRetryable(status, null)]).toEqual([status, AGAIN.has(status)]);
      expect(isRetryable(status, "batch_expired")).toBe(AGAIN.has(status));
    }
  });

  it.each([
    ["missing_result", true],
    ["batch_expired", true],
    ["cut_off", true],
    ["batch_cancelled", false],
    ["length", false],
    ["content_filter", false],
    ["refusal", false],
    ["invalid_request", false],
    ["model_not_found", false],
    ["stranger", false],
    [null, false],
  ])("judges %s without a status", (code, again) => {
    expect(isRetryable(null, code)).toBe(again);
  });
});

it("doubles the wait for room from 10 s up to 10 minutes", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 5_000].map(enqueuedLimitDelayMs);
  expect(waits).toEqual([
    10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 600_000, 600_000, 600_000,
  ]);
  expect(enqueuedLimitDelayMs(0)).toBe(10_000);
  expect([1, 2, 50].map(callRetryDelayMs)).toEqual([1_000, 2_000, 120_000]);
});

it.each([
  [86_400_000, 600_000],
  [Number.POSITIVE_INFINITY, 600_000],
  [3_000, 3_000],
  [0, 1_000],
  [-5, 1_000],
  [Number.NaN, null],
  [null, null],
  [undefined, null],
])("caps a retry-after of %s ms", (asked, ms) => expect(capRetryAfterMs(asked)).toBe(ms));

describe("pollDelayMs", () => {
  const MINUTE = 60_000;
  it.each([
    ["a new batch", { ageMs: 0, progress: null }, 5_000],
    ["an old one", { ageMs: 20 * 60 * MINUTE, progress: null }, 5 * MINUTE],
    ["a tenth of its age", { ageMs: 10 * MINUTE, progress: null }, MINUTE],
    ["one about to end", { ageMs: 10 * MINUTE, progress: { done: 99, total: 100 } }, 5_000],
    ["one half done", { ageMs: 2 * MINUTE, progress: { done: 50, total: 100 } }, 12_000],
    ["one done but not ended", { ageMs: 10 * MINUTE, progress: { done: 5, total: 5 } }, MINUTE],
    ["a clock that runs backwards", { ageMs: -MINUTE, progress: null }, 5_000],
    ["a provider 1,000 times faster", { ageMs: 2_000, progress: null, speed: 1_000 }, 200],
    ["a provider 20 times faster", { ageMs: 60_000, progress: null, speed: 20 }, 6_000],
  ])("%s", (_, input, ms) => expect(pollDelayMs(input)).toBe(ms));

  it("stays within its bounds, whatever the provider says", () => {
    const progress = fc.option(fc.record({ done: fc.integer(), total: fc.integer() }));
    fc.assert(
      fc.property(fc.integer(), progress, (ageMs, seen) => {
        const delay = pollDelayMs({ ageMs, progress: seen });
        expect(delay).toBeGreaterThanOrEqual(5_000);
        expect(delay).toBeLessThanOrEqual(5 * MINUTE);
      }),
    );
  });
});

it("reads results again three times within 30 s, then no more", () => {
  expect([0, 1, 2, 3].map(harvestRereadDelayMs)).toEqual([2_000, 8_000, 20_000, null]);
  expect(HARVEST_REREAD_DELAYS_MS.reduce<number>((a, b) => a + b, 0)).toBeLessThanOrEqual(30_000);
});
