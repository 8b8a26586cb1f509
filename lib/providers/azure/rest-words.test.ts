import { expect, test } from "vitest";
import type { FaultPlanInput } from "../../../sandbox/fault-schema";
import { AZURE_CASE } from "../../testing/contract-cases/azure";
import { openContract, pollToEnd, resultLines } from "../../testing/contract-sandbox";

const DATED = { ...AZURE_CASE, settings: { apiVersion: "2025-04-01-preview" } };

const QUIRK: FaultPlanInput = { batches: [{ quirks: ["rest_words"] }] };

/** Where Azure answers capitalised, with ISO times, counts unknown at first and lists of `value`. */
test.each([
  ["the dated address", DATED, {}],
  ["the v1 address", AZURE_CASE, QUIRK],
])("a batch goes from its create to clean-up in the words of %s", async (_, which, faults) => {
  await using contract = await openContract(which, { faults });
  const { sandbox, session } = contract;
  await session.check();
  const sinceMs = Date.now() - 1000;
  const batch = await contract.submitRows("m-1", 3);
  expect(batch).toMatchObject({ rawState: "Validating", counts: null, mark: "m-1" });
  expect(Math.abs(batch.createdAtMs - Date.now())).toBeLessThan(2000);

  const { snapshot } = await pollToEnd(session, batch.remoteId);
  expect(snapshot).toMatchObject({
    phase: { kind: "ended", ending: "completed" },
    rawState: "Completed",
    counts: { total: 3, completed: 3, failed: 0 },
    createdAtMs: batch.createdAtMs,
  });
  expect(snapshot.endedAtMs).toBeGreaterThanOrEqual(snapshot.createdAtMs);
  expect(snapshot.resultFileIds).toHaveLength(2);
  expect(await resultLines(session, snapshot)).toHaveLength(3);

  const { stagedId, remoteId } = batch;
  const found = await session.find({ mark: "m-1", stagedId, rows: 3, sinceMs });
  expect(found).toMatchObject({ kind: "found", snapshots: [{ remoteId }] });
  expect(await session.find({ mark: "m-2", stagedId: null, rows: 3, sinceMs })).toEqual({
    kind: "absent",
  });
  expect((await session.cancel(remoteId)).rawState).toBe("Completed");
  await session.cleanUp(snapshot);
  expect(sandbox.account().files.total).toBe(0);
});
