import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { FaultPlanInput } from "../../sandbox/fault-schema";
import {
  CONTRACT_CASES,
  openContract,
  requestFile,
  SUBMIT_TIMEOUT_MS,
  submission,
} from "../testing/contract-sandbox";

const REQUEST = { model: "gpt-4.1-mini", prompt: "Name a colour" };
const MARK = "job_1.batch_1.1";

type RequestFault = NonNullable<FaultPlanInput["requests"]>[number];

/** A create that breaks in some way: what the caller is told, and how many batches there really are. */
const LOST: [string, Omit<RequestFault, "on">, string, number][] = [
  ["dropped before the work", { effect: "drop", when: "before" }, "ambiguous", 0],
  ["dropped after the work", { effect: "drop", when: "after" }, "ambiguous", 1],
  ["dropped in the middle of the answer", { effect: "drop", when: "midway" }, "ambiguous", 1],
  ["500 after the work", { effect: "status", status: 500, when: "after" }, "ambiguous", 1],
  ["504 after the work", { effect: "status", status: 504, when: "after" }, "ambiguous", 1],
  ["409 after the work", { effect: "status", status: 409, when: "after" }, "ambiguous", 1],
  ["an answer too late", { effect: "latency", delayMs: 1500, when: "after" }, "ambiguous", 1],
  ["500 before the work", { effect: "status", status: 500, when: "before" }, "ambiguous", 0],
  ["429", { effect: "status", status: 429, retryAfter: 86_400 }, "rate_limited", 0],
  ["400", { effect: "status", status: 400 }, "invalid", 0],
];

describe.each(CONTRACT_CASES)("$kind", (which) => {
  test.each(LOST)(
    "create, %s: one POST, and find tells the truth",
    async (_, fault, kind, made) => {
      await using contract = await openContract(which, {
        faults: { requests: [{ on: "batches.create", ...fault }] },
      });
      const { adapter, sandbox, session } = contract;
      const stagedId = await contract.stage("m-1", requestFile(adapter, 2, REQUEST));
      const sinceMs = Date.now();
      const startedMs = performance.now();
      const submit = session.submit(submission(adapter, MARK, stagedId), 800);
      await expect(submit).rejects.toMatchObject({ kind });
      expect(performance.now() - startedMs).toBeLessThan(4000);
      await sleep(50);
      expect(sandbox.faults.strikes().requests).toEqual([1]);
      expect(sandbox.account().batches.total).toBe(made);

      const found = await session.find(MARK, stagedId, sinceMs);
      expect(found.kind).toBe(made === 0 ? "absent" : "found");
      if (found.kind === "found") {
        expect(found.snapshots).toMatchObject([{ mark: MARK, stagedId }]);
      }
      expect(sandbox.account().marks.tranche_batch?.[MARK]?.batches ?? 0).toBe(made);
    },
  );

  test("a list that lags hides the batch for a while", async () => {
    await using contract = await openContract(which, { faults: { lag: { batchListMs: 1200 } } });
    const { adapter, session } = contract;
    const stagedId = await contract.stage("m-2", requestFile(adapter, 1, REQUEST));
    const sinceMs = Date.now();
    const batch = await session.submit(submission(adapter, MARK, stagedId), SUBMIT_TIMEOUT_MS);
    expect(await session.find(MARK, stagedId, sinceMs)).toEqual({ kind: "absent" });
    await sleep(1250);
    expect(await session.find(MARK, null, sinceMs)).toMatchObject({
      kind: "found",
      snapshots: [{ remoteId: batch.remoteId }],
    });
  });

  test("two batches with one mark are both found", async () => {
    await using contract = await openContract(which);
    const { adapter, session } = contract;
    const file = requestFile(adapter, 1, REQUEST);
    const sinceMs = Date.now();
    const first = await contract.stage("m-3", file);
    const second = await contract.stage("m-4", file);
    const twins = [];
    for (const [mark, stagedId] of [
      [MARK, first],
      ["job_1.batch_2.1", second],
      [MARK, second],
    ] as const) {
      const batch = await session.submit(submission(adapter, mark, stagedId), SUBMIT_TIMEOUT_MS);
      if (mark === MARK) twins.unshift(batch.remoteId);
    }
    const found = await session.find(MARK, null, sinceMs);
    expect(found.kind === "found" && found.snapshots.map((one) => one.remoteId)).toEqual(twins);
    const byFile = await session.find("no-such-mark", second, sinceMs);
    expect(byFile.kind === "found" && byFile.snapshots).toHaveLength(2);
  });
});
