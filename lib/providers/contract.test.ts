import { describe, expect, test } from "vitest";
import type { FaultPlanInput } from "../../sandbox/fault-schema";
import {
  CONTRACT_CASES,
  openContract,
  pollToEnd,
  requestFile,
  resultLines,
  SUBMIT_TIMEOUT_MS,
  submission,
} from "../testing/contract-sandbox";
import { readLine } from "../testing/result-line";
import { MAX_RETRY_AFTER_MS } from "./http";

const REQUEST = { model: "gpt-4.1-mini", prompt: "Name a colour" };

describe.each(CONTRACT_CASES)("$kind", (which) => {
  const open = (faults: FaultPlanInput = {}, more = {}) => openContract(which, { faults, ...more });

  test("check proves the key", async () => {
    await using contract = await open();
    await contract.session.check();
    const stranger = contract.openWith("sk-of-somebody-else");
    await expect(stranger.check()).rejects.toMatchObject({ kind: "auth", status: 401 });
  });

  test("a batch goes from staging to clean-up", async () => {
    await using contract = await open();
    const { adapter, session } = contract;
    const stagedId = await contract.stage("m-1", requestFile(adapter, 20, REQUEST));
    const beforeMs = Date.now();
    const batch = await session.submit(submission(adapter, "m-1", stagedId), SUBMIT_TIMEOUT_MS);
    expect(batch).toMatchObject({ mark: "m-1", stagedId, phase: { kind: "running" } });
    expect(Math.abs(batch.createdAtMs - beforeMs)).toBeLessThan(2000);

    const { snapshot } = await pollToEnd(session, batch.remoteId);
    expect(snapshot).toMatchObject({
      phase: { kind: "ended", ending: "completed" },
      counts: { total: 20, completed: 20, failed: 0 },
      errors: [],
    });
    expect(snapshot.endedAtMs).toBeGreaterThanOrEqual(snapshot.createdAtMs);

    const read = (await resultLines(session, snapshot)).map((line) =>
      readLine(line, adapter.shape),
    );
    const ids = read.map((line) => line.customId);
    const ordered = Array.from({ length: 20 }, (_, i) => `${adapter.customIdPrefix}${i + 1}`);
    expect(ids).not.toEqual(ordered);
    expect(new Set(ids)).toEqual(new Set(ordered));
    const input = read.reduce((sum, { usage }) => sum + (usage?.input ?? 0), 0);
    const cached = read.reduce((sum, { usage }) => sum + (usage?.cached_input ?? 0), 0);
    const output = read.reduce((sum, { usage }) => sum + (usage?.output ?? 0), 0);
    expect(snapshot.usage).toMatchObject({ input, cached_input: cached, output });
    expect(output).toBeGreaterThan(0);

    await session.cleanUp(snapshot);
    expect(contract.sandbox.account().files.total).toBe(0);
    await session.cleanUp(snapshot);
    await expect(session.results(snapshot.resultFileIds[0] ?? "")).rejects.toMatchObject({
      kind: "not_found",
    });
  });

  test("every state on the way is shown, an unknown one counts as running", async () => {
    const faults = { batches: [{ unknownStatus: { status: "paused_for_review", polls: 2 } }] };
    const timings = { validating: 60, inProgress: 60, finalizing: 60, perRow: 0 };
    await using contract = await open(faults, { speed: 200, timings });
    const { adapter, session } = contract;
    const stagedId = await contract.stage("m-2", requestFile(adapter, 3, REQUEST));
    const batch = await session.submit(submission(adapter, "m-2", stagedId), SUBMIT_TIMEOUT_MS);
    expect(batch.counts).toBeNull();
    const { seen } = await pollToEnd(session, batch.remoteId, 5);
    expect(seen).toEqual([
      "validating",
      "paused_for_review",
      "in_progress",
      "finalizing",
      "completed",
    ]);
  });

  test("rows that fail are judged one by one, and a missing row is simply not there", async () => {
    const outcomes = [
      ...["http_400", "http_429", "http_500", "refusal", "content_filter"],
      ...["length", "missing_usage", "missing", "doubled"],
    ] as const;
    const rows = outcomes.map((outcome, i) => ({ outcome, lines: [i + 1] }));
    await using contract = await open({ batches: [{ rows }] });
    const { adapter, session } = contract;
    const file = requestFile(adapter, 10, { ...REQUEST, maxOutputTokens: 50 });
    const stagedId = await contract.stage("m-3", file);
    const batch = await session.submit(submission(adapter, "m-3", stagedId), SUBMIT_TIMEOUT_MS);
    const { snapshot } = await pollToEnd(session, batch.remoteId);
    const verdicts: Record<string, string[]> = {};
    const requestIds = new Set<string | null>();
    for (const line of await resultLines(session, snapshot)) {
      const { customId, requestId, facts, usage } = readLine(line, adapter.shape);
      requestIds.add(requestId);
      const { outcome, code, retryable } = adapter.classify(facts);
      const told = [outcome, code, retryable && "again", usage === null && "unpriced"];
      const row = customId?.slice(adapter.customIdPrefix.length) ?? "";
      verdicts[row] = [...(verdicts[row] ?? []), told.filter(Boolean).join(" ")];
    }
    const ok = "succeeded";
    expect(verdicts).toEqual({
      1: [expect.stringMatching(/^failed (?!http_)\S+ unpriced$/)],
      2: [expect.stringMatching(/^failed \S+ again unpriced$/)],
      3: [expect.stringMatching(/^failed \S+ again unpriced$/)],
      4: ["failed refused"],
      5: ["failed content_filter"],
      6: ["failed output_truncated"],
      7: [`${ok} unpriced`],
      9: [ok, ok],
      10: [ok],
    });
    // Row 8 has no line, the two lines of row 9 are one.
    expect(requestIds.size).toBe(9);
  });

  test("an expired batch gives what was done and names the rest", async () => {
    await using contract = await open({ batches: [{ expireAfterShare: 0.5 }] });
    const { adapter, session } = contract;
    const stagedId = await contract.stage("m-4", requestFile(adapter, 8, REQUEST));
    const batch = await session.submit(submission(adapter, "m-4", stagedId), SUBMIT_TIMEOUT_MS);
    const { snapshot } = await pollToEnd(session, batch.remoteId);
    expect(snapshot.phase).toEqual({ kind: "ended", ending: "expired" });
    const verdicts = (await resultLines(session, snapshot)).map((line) =>
      adapter.classify(readLine(line, adapter.shape).facts),
    );
    expect(verdicts.filter(({ outcome }) => outcome === "succeeded")).toHaveLength(4);
    expect(
      verdicts.filter(({ outcome, retryable }) => outcome === "expired" && retryable),
    ).toHaveLength(4);
  });

  test("a cancelled batch gives what was done, and cancelling twice is harmless", async () => {
    const timings = { validating: 0, inProgress: 1800, finalizing: 0, cancelling: 0, perRow: 0 };
    await using contract = await open({}, { speed: 600, timings });
    const { adapter, session } = contract;
    const stagedId = await contract.stage("m-5", requestFile(adapter, 10, REQUEST));
    const batch = await session.submit(submission(adapter, "m-5", stagedId), SUBMIT_TIMEOUT_MS);
    await expect
      .poll(async () => (await session.retrieve(batch.remoteId)).counts?.completed ?? 0)
      .toBeGreaterThan(1);
    await session.cancel(batch.remoteId);
    const { snapshot } = await pollToEnd(session, batch.remoteId);
    expect(snapshot.phase).toEqual({ kind: "ended", ending: "cancelled" });
    expect((await session.cancel(batch.remoteId)).phase).toEqual(snapshot.phase);
    const outcomes = (await resultLines(session, snapshot)).map(
      (line) => adapter.classify(readLine(line, adapter.shape).facts).outcome,
    );
    expect(outcomes).toHaveLength(10);
    expect(new Set(outcomes)).toEqual(new Set(["succeeded", "cancelled"]));
  });

  test("cancelling a batch that has just completed tells so", async () => {
    await using contract = await open();
    const { adapter, session } = contract;
    const stagedId = await contract.stage("m-6", requestFile(adapter, 1, REQUEST));
    const batch = await session.submit(submission(adapter, "m-6", stagedId), SUBMIT_TIMEOUT_MS);
    await pollToEnd(session, batch.remoteId);
    const snapshot = await session.cancel(batch.remoteId);
    expect(snapshot.phase).toEqual({ kind: "ended", ending: "completed" });
    expect(snapshot.resultFileIds).toHaveLength(1);
  });

  test("a full token quota ends the batch with its code, and bad lines with their number", async () => {
    await using contract = await open({ enqueuedTokenLimits: { "gpt-4.1-mini": 50 } });
    const { adapter, session } = contract;
    const good = requestFile(adapter, 20, REQUEST);
    const full = await session.submit(
      submission(adapter, "m-7", await contract.stage("m-7", good)),
      SUBMIT_TIMEOUT_MS,
    );
    expect((await pollToEnd(session, full.remoteId)).snapshot).toMatchObject({
      phase: { kind: "ended", ending: "failed" },
      errors: [{ code: "token_limit_exceeded", line: null }],
      resultFileIds: [],
    });
    const bad = await session.submit(
      submission(adapter, "m-8", await contract.stage("m-8", `${good}{broken\n`)),
      SUBMIT_TIMEOUT_MS,
    );
    expect((await pollToEnd(session, bad.remoteId)).snapshot).toMatchObject({
      phase: { kind: "ended", ending: "failed" },
      errors: [{ code: "invalid_json_line", line: 21 }],
    });
  });

  test.each<[string, "null" | "empty" | "missing" | "file"]>([
    ["null", "null"],
    ["an empty id", "empty"],
    ["no field", "missing"],
    ["an empty file", "file"],
  ])("a batch without failures may show %s for its error file", async (_, noErrorFile) => {
    await using contract = await open({ batches: [{ noErrorFile }] });
    const { adapter, session } = contract;
    const stagedId = await contract.stage("m-9", requestFile(adapter, 2, REQUEST));
    const batch = await session.submit(submission(adapter, "m-9", stagedId), SUBMIT_TIMEOUT_MS);
    const { snapshot } = await pollToEnd(session, batch.remoteId);
    expect(snapshot.resultFileIds).toHaveLength(noErrorFile === "file" ? 2 : 1);
    expect(await resultLines(session, snapshot)).toHaveLength(2);
  });

  test("a last line cut off is handed over as it is", async () => {
    await using contract = await open({ batches: [{ truncated: 1 }] });
    const { adapter, session } = contract;
    const stagedId = await contract.stage("m-10", requestFile(adapter, 3, REQUEST));
    const batch = await session.submit(submission(adapter, "m-10", stagedId), SUBMIT_TIMEOUT_MS);
    const { snapshot } = await pollToEnd(session, batch.remoteId);
    const isWhole = (line: string) => line.endsWith("}") && readLine(line, adapter.shape) !== null;
    expect((await resultLines(session, snapshot)).filter(isWhole)).toHaveLength(2);
    expect((await resultLines(session, snapshot)).filter(isWhole)).toHaveLength(3);
  });

  test("a download that breaks half-way is an error, and can be had again", async () => {
    await using contract = await open({
      requests: [{ on: "files.content", effect: "drop", when: "midway", times: 1 }],
    });
    const { adapter, session } = contract;
    const stagedId = await contract.stage("m-11", requestFile(adapter, 50, REQUEST));
    const batch = await session.submit(submission(adapter, "m-11", stagedId), SUBMIT_TIMEOUT_MS);
    const { snapshot } = await pollToEnd(session, batch.remoteId);
    await expect(resultLines(session, snapshot)).rejects.toMatchObject({ kind: "network" });
    expect(await resultLines(session, snapshot)).toHaveLength(50);
  });

  test("list shows the account's batches, newest first, and nobody else's", async () => {
    await using contract = await open();
    const { adapter, session } = contract;
    const file = requestFile(adapter, 1, REQUEST);
    for (const mark of ["m-a", "m-b", "m-c"]) {
      const stagedId = await contract.stage(mark, file);
      await session.submit(submission(adapter, mark, stagedId), SUBMIT_TIMEOUT_MS);
    }
    const marks: (string | null)[] = [];
    for await (const { mark } of session.list(Date.now() - 60_000)) marks.push(mark);
    expect(marks).toEqual(["m-c", "m-b", "m-a"]);
    const other = contract.openWith(`${which.key}-of-another-account`);
    for await (const _ of other.list(0)) throw new Error("saw another account's batch");
    for await (const _ of session.list(Date.now() + 5000)) throw new Error("saw an older batch");
  });

  test("a file that cannot be seen yet is waited for", async () => {
    await using contract = await open({ lag: { fileMs: 400 } });
    const { adapter, session } = contract;
    const stagedId = await contract.stage("m-12", requestFile(adapter, 1, REQUEST));
    const batch = await session.submit(submission(adapter, "m-12", stagedId), SUBMIT_TIMEOUT_MS);
    expect(batch.stagedId).toBe(stagedId);
  });

  test("a create of a file that is gone says so", async () => {
    await using contract = await open();
    const { adapter, session } = contract;
    const submit = session.submit(submission(adapter, "m-13", "file-none"), SUBMIT_TIMEOUT_MS);
    await expect(submit).rejects.toMatchObject({ kind: "not_found", status: 400 });
    expect(contract.sandbox.account().batches.total).toBe(0);
  });

  test.each<[number, object, string, number | undefined]>([
    [401, {}, "auth", undefined],
    [403, {}, "permission", undefined],
    [404, {}, "not_found", undefined],
    [413, {}, "too_large", undefined],
    [422, {}, "invalid", undefined],
    [429, {}, "rate_limited", undefined],
    [429, { retryAfter: 3 }, "rate_limited", 3000],
    [429, { retryAfter: 86_400 }, "rate_limited", MAX_RETRY_AFTER_MS],
    [429, { code: "insufficient_quota" }, "quota", undefined],
    [500, {}, "server", undefined],
    [503, { retryAfter: 1 }, "server", 1000],
  ])("answer %i %j is an error of kind %s", async (status, more, kind, retryAfterMs) => {
    await using contract = await open({
      requests: [{ on: "*", effect: "status", status, ...more }],
    });
    const error = { kind, status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    const { session } = contract;
    await expect(session.check()).rejects.toMatchObject(error);
    await expect(session.retrieve("batch_1")).rejects.toMatchObject(error);
    await expect(contract.stage("m-14", "{}\n")).rejects.toMatchObject(error);
    await expect(session.find("m-14", null, 0)).rejects.toMatchObject(error);
    expect(contract.sandbox.faults.strikes().requests).toEqual([4]);
  });
});
