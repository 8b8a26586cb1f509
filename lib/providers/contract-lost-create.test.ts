import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { FaultPlanInput } from "../../sandbox/fault-schema";
import { CONTRACT_WAYS, openContract, requestFile, stagedIdOf } from "../testing/contract-sandbox";

const MARK = "job_1.batch_1.1";

type RequestFault = NonNullable<FaultPlanInput["requests"]>[number];

/** A create that breaks in some way: what the caller is told, and how many batches there really are. */
const LOST: [string, Omit<RequestFault, "on">, string | RegExp, number][] = [
  // A provider whose requests go out with the create can tell that the last of them never left.
  ["dropped before the work", { effect: "drop", when: "before" }, /^(ambiguous|network)$/, 0],
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

describe.each(CONTRACT_WAYS)("%s", (_, which) => {
  const [model] = which.models;
  const request = { model, prompt: "Name a colour" };

  test.each(LOST)(
    "create, %s: one POST, and find tells the truth",
    async (_, fault, kind, made) => {
      await using contract = await openContract(which, {
        faults: { requests: [{ on: "batches.create", ...fault }] },
      });
      const { adapter, sandbox, session } = contract;
      const requests = await contract.prepare("m-1", requestFile(adapter, 2, request));
      const sinceMs = Date.now();
      const startedMs = performance.now();
      const submit = contract.submit(MARK, requests, { timeoutMs: 800 });
      await expect(submit).rejects.toMatchObject({ kind: expect.stringMatching(kind) });
      expect(performance.now() - startedMs).toBeLessThan(4000);
      await sleep(50);
      expect(sandbox.faults.strikes().requests).toEqual([1]);
      expect(sandbox.account().batches.total).toBe(made);

      const stagedId = stagedIdOf(requests);
      const found = await session.find({ mark: MARK, stagedId, rows: 2, sinceMs });
      expect(found.kind).toBe(made === 0 ? "absent" : "found");
      if (found.kind === "found") {
        expect(found.snapshots).toMatchObject([{ mark: which.namesMark ? MARK : null, stagedId }]);
      }
    },
  );

  test("a list that lags hides the batch for a while", async () => {
    await using contract = await openContract(which, { faults: { lag: { batchListMs: 1200 } } });
    const sinceMs = Date.now();
    const batch = await contract.submitRows(MARK, 1);
    const sought = { mark: MARK, stagedId: batch.stagedId, rows: 1, sinceMs };
    expect(await contract.session.find(sought)).toEqual({ kind: "absent" });
    await sleep(1250);
    expect(await contract.session.find(sought)).toMatchObject({
      kind: "found",
      snapshots: [{ remoteId: batch.remoteId }],
    });
  });

  const sameAgain = which.repeatedCreate === "same-batch";
  const whatHappens = sameAgain ? "is the first again" : "is another, and both are found";
  test(`a second create of one submission ${whatHappens}`, async () => {
    await using contract = await openContract(which);
    const { adapter, sandbox, session } = contract;
    const sinceMs = Date.now();
    const requests = await contract.prepare("m-3", requestFile(adapter, 3, request));
    const first = await contract.submit(MARK, requests);
    await contract.submitRows("job_1.batch_2.1", 5);
    const second = await contract.submit(MARK, requests);
    const made = sameAgain ? [first.remoteId] : [second.remoteId, first.remoteId];
    expect(new Set([first.remoteId, second.remoteId]).size).toBe(made.length);
    expect(sandbox.account().batches.total).toBe(made.length + 1);
    const sought = { mark: MARK, stagedId: stagedIdOf(requests), rows: 3, sinceMs };
    const found = await session.find(sought);
    expect(found.kind === "found" && found.snapshots.map((one) => one.remoteId)).toEqual(made);
  });
});
