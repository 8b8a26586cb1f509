import { describe, expect, test } from "vitest";
import { type BatchStore, isLowered, labelRefusal, type Sensitivity } from "./sensitivity";

const refusals = (label: Sensitivity, batchStore: BatchStore, zeroRetention: boolean) =>
  (["batch", "flex", "realtime"] as const).map((channel) =>
    labelRefusal(label, channel, { batchStore, zeroRetention }),
  );

describe("a label", () => {
  test.each(["files", "batch", "bucket", "server"] as const)(
    "ordinary data may go anywhere (%s)",
    (store) => {
      expect(refusals("ordinary", store, false)).toEqual([null, null, null]);
    },
  );

  test.each(["files", "batch", "bucket"] as const)(
    "no batch storage: batches that leave %s are refused, whatever an admin says of the contract",
    (store) => {
      expect(refusals("no_batch_storage", store, false)).toEqual(["batch_stored", null, null]);
      expect(refusals("no_batch_storage", store, true)).toEqual(["batch_stored", null, null]);
    },
  );

  test("no batch storage: a server that an admin says keeps nothing may have batches", () => {
    expect(refusals("no_batch_storage", "server", false)).toEqual(["batch_stored", null, null]);
    expect(refusals("no_batch_storage", "server", true)).toEqual([null, null, null]);
  });

  test.each(["files", "batch", "bucket"] as const)(
    "no retention: only a marked connection, and no batches that leave %s",
    (store) => {
      const all = ["may_retain", "may_retain", "may_retain"];
      expect(refusals("no_retention", store, false)).toEqual(all);
      expect(refusals("no_retention", store, true)).toEqual(["batch_stored", null, null]);
    },
  );

  test("no retention: a marked server of one's own may have all", () => {
    expect(refusals("no_retention", "server", true)).toEqual([null, null, null]);
  });

  test("is lowered when it promises less", () => {
    expect(isLowered("no_retention", "no_batch_storage")).toBe(true);
    expect(isLowered("no_batch_storage", "ordinary")).toBe(true);
    expect(isLowered("ordinary", "no_retention")).toBe(false);
    expect(isLowered("no_retention", "no_retention")).toBe(false);
  });
});
