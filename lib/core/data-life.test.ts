import { expect, test } from "vitest";
import { deletionWaitMs, type ProviderReport, withRefused, withRemoved } from "./deletion";
import { pastSince, removalTime } from "./retention";

const EMPTY: ProviderReport = {
  ...{ connectionId: "con_1", connectionName: "Main", provider: "openai", keptHours: 720 },
  ...{ batches: 0, before: 0, files: 0, refused: [] },
};

test("a receipt adds up what went, and what stays by its reason", () => {
  const removed = withRemoved(withRemoved(EMPTY, { files: 2, before: false }), {
    ...{ files: 0, before: true },
  });
  expect(removed).toMatchObject({ batches: 2, before: 1, files: 2 });
  let refused = removed;
  for (let n = 0; n < 25; n += 1) refused = withRefused(refused, "refused", `b${n}`);
  refused = withRefused(refused, "unreachable", "c");
  expect(refused.refused.map(({ reason, batches }) => [reason, batches])).toEqual([
    ["refused", 25],
    ["unreachable", 1],
  ]);
  expect(refused.refused[0]?.remoteIds).toHaveLength(20);
});

test("waits double from half a minute to six hours", () => {
  expect([1, 2, 3, 20].map(deletionWaitMs)).toEqual([30_000, 60_000, 120_000, 6 * 3_600_000]);
});

test("what ended is removed after its days; what is kept for ever, or goes on, never", () => {
  const end = new Date("2026-01-01T00:00:00Z");
  expect(removalTime(end, 30)).toEqual(new Date("2026-01-31T00:00:00Z"));
  expect([removalTime(end, null), removalTime(null, 30)]).toEqual([null, null]);
  expect(pastSince(end.getTime(), 1)).toEqual(new Date("2025-12-31T00:00:00Z"));
  expect(pastSince(end.getTime(), null)).toBeNull();
});
