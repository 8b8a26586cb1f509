import { expect, test } from "vitest";
import { deletionWaitMs, type ProviderReport, withRefused, withRemoved } from "./deletion";
import { pastSinceMs, removalMs } from "./retention";

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
  const day = 24 * 3_600_000;
  expect(removalMs(1_000, 30)).toBe(1_000 + 30 * day);
  expect([removalMs(1_000, null), removalMs(null, 30)]).toEqual([null, null]);
  expect(pastSinceMs(10 * day, 1)).toBe(9 * day);
  expect(pastSinceMs(10 * day, null)).toBeNull();
});
