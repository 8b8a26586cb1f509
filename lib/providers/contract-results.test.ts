import { describe, expect, test } from "vitest";
import type { FaultPlanInput } from "../../sandbox/fault-schema";
import { CONTRACT_WAYS, openContract, pollToEnd, resultLines } from "../testing/contract-sandbox";
import { readLine, resultShape } from "../testing/result-line";

describe.each(CONTRACT_WAYS)("%s", (_, which) => {
  const [model] = which.models;
  const open = (faults: FaultPlanInput = {}) => openContract(which, { faults });

  test("rows that fail are judged one by one, and a missing row is simply not there", async () => {
    const outcomes = [
      ...["http_400", "http_429", "http_500", "refusal", "content_filter"],
      ...["length", "missing_usage", "missing", "doubled"],
    ] as const;
    const rows = outcomes.map((outcome, i) => ({ outcome, lines: [i + 1] }));
    await using contract = await open({ batches: [{ rows }] });
    const { adapter, session } = contract;
    const batch = await contract.submitRows("m-3", 10, { maxOutputTokens: 50 });
    const { snapshot } = await pollToEnd(session, batch.remoteId);
    const verdicts: Record<string, string[]> = {};
    const requestIds: (string | null)[] = [];
    for (const line of await resultLines(session, snapshot)) {
      const { customId, requestId, facts, usage } = readLine(line, resultShape(adapter, model));
      const row = customId?.slice(adapter.customIdPrefix.length) ?? "";
      if (row === "9") requestIds.push(requestId);
      const { outcome, code, retryable } = adapter.classify(facts);
      const told = [outcome, code, retryable && "again", usage === null && "unpriced"];
      verdicts[row] = [...(verdicts[row] ?? []), told.filter(Boolean).join(" ")];
    }
    const ok = "succeeded";
    expect(verdicts).toEqual({
      1: [expect.stringMatching(/^failed (?!http_)\S+ unpriced$/)],
      2: [expect.stringMatching(/^failed \S+ again unpriced$/)],
      3: [expect.stringMatching(/^failed \S+ again unpriced$/)],
      4: [which.untold?.refusal ?? "failed refused"],
      5: [which.untold?.contentFilter ?? "failed content_filter"],
      6: ["failed output_truncated"],
      7: [`${ok} unpriced`],
      9: [ok, ok],
      10: [ok],
    });
    // Row 8 has no line, the two lines of row 9 are one.
    expect(new Set(requestIds).size).toBe(1);
  });

  test("an expired batch gives what was done, and its rows may be sent again", async () => {
    await using contract = await open({ batches: [{ expireAfterShare: 0.5 }] });
    const { adapter, session } = contract;
    const batch = await contract.submitRows("m-4", 8);
    const { snapshot } = await pollToEnd(session, batch.remoteId);
    expect(snapshot.phase).toEqual({ kind: "ended", ending: "expired" });
    const verdicts = (await resultLines(session, snapshot)).map((line) =>
      adapter.classify(readLine(line, resultShape(adapter, model)).facts),
    );
    if (!which.keepsExpired) {
      expect(verdicts).toEqual([]);
      return;
    }
    expect(verdicts.filter(({ outcome }) => outcome === "succeeded")).toHaveLength(4);
    expect(verdicts).toHaveLength(which.expiredRows === "no-line" ? 4 : 8);
    expect(
      verdicts.filter(({ outcome, retryable }) => outcome === "expired" && retryable),
    ).toHaveLength(verdicts.length - 4);
  });

  test.each<[string, "null" | "empty" | "missing" | "file"]>([
    ["null", "null"],
    ["an empty id", "empty"],
    ["no field", "missing"],
    ["an empty file", "file"],
  ])("a batch without failures may show %s for its error file", async (_, noErrorFile) => {
    await using contract = await open({ batches: [{ noErrorFile }] });
    const batch = await contract.submitRows("m-9", 2);
    const { snapshot } = await pollToEnd(contract.session, batch.remoteId);
    expect(await resultLines(contract.session, snapshot)).toHaveLength(2);
  });

  test("a last line cut off is handed over as it is", async () => {
    await using contract = await open({ batches: [{ truncated: 1 }] });
    // Results that are part of a larger answer have no last line.
    if (which.resultsCall === "batches.retrieve") return;
    const batch = await contract.submitRows("m-10", 3);
    const { snapshot } = await pollToEnd(contract.session, batch.remoteId);
    const isWhole = (line: string) => line.endsWith("}");
    const first = await resultLines(contract.session, snapshot);
    expect(first).toHaveLength(3);
    expect(first.filter(isWhole)).toHaveLength(2);
    expect((await resultLines(contract.session, snapshot)).filter(isWhole)).toHaveLength(3);
  });

  test("a download that breaks half-way is an error, and can be had again", async () => {
    await using contract = await open();
    const batch = await contract.submitRows("m-11", 50);
    const { snapshot } = await pollToEnd(contract.session, batch.remoteId);
    const on = which.resultsCall ?? "files.content";
    contract.sandbox.faults.replace({
      requests: [{ on, effect: "drop", when: "midway", times: 1 }],
    });
    await expect(resultLines(contract.session, snapshot)).rejects.toMatchObject({
      kind: "network",
    });
    expect(await resultLines(contract.session, snapshot)).toHaveLength(50);
  });
});
