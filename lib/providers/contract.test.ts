import { describe, expect, test } from "vitest";
import type { FaultPlanInput } from "../../sandbox/fault-schema";
import {
  CONTRACT_WAYS,
  openContract,
  pollToEnd,
  requestFile,
  resultLines,
  stagedIdOf,
} from "../testing/contract-sandbox";
import { readLine, resultShape, verdictOn } from "../testing/result-line";
import { MAX_RETRY_AFTER_MS } from "./http";

describe.each(CONTRACT_WAYS)("%s", (_, which) => {
  const [model] = which.models;
  const inCreate = which.requests === "in the create";
  const request = { model, prompt: "Name a colour" };
  const markOf = (mark: string) => (which.namesMark ? mark : null);
  const open = (faults: FaultPlanInput = {}, more = {}) => openContract(which, { faults, ...more });

  test("check proves the key", async () => {
    await using contract = await open();
    await contract.session.check();
    const stranger = await contract.openWith("sk-of-somebody-else");
    const status = which.strangerStatus ?? 401;
    await expect(stranger.check()).rejects.toMatchObject({ kind: "auth", status });
  });

  test("a batch goes from staging to clean-up", async () => {
    await using contract = await open();
    const { adapter, session } = contract;
    const requests = await contract.prepare("m-1", requestFile(adapter, 20, request));
    const beforeMs = Date.now();
    const batch = await contract.submit("m-1", requests);
    expect(batch).toMatchObject({
      ...{ mark: markOf("m-1"), stagedId: stagedIdOf(requests), phase: { kind: "running" } },
    });
    expect(Math.abs(batch.createdAtMs - beforeMs)).toBeLessThan(2000);

    const { snapshot } = await pollToEnd(session, batch.remoteId);
    expect(snapshot).toMatchObject({
      phase: { kind: "ended", ending: "completed" },
      counts: which.counts === "never" ? null : { total: 20, completed: 20, failed: 0 },
      errors: [],
    });
    expect(snapshot.endedAtMs).toBeGreaterThanOrEqual(snapshot.createdAtMs);

    const read = (await resultLines(session, snapshot)).map((line) =>
      readLine(line, resultShape(adapter, model)),
    );
    const ids = read.map((line) => line.customId);
    const ordered = Array.from({ length: 20 }, (_, i) => `${adapter.customIdPrefix}${i + 1}`);
    if (which.resultOrder === "as sent") expect(ids).toEqual(ordered);
    else expect(ids).not.toEqual(ordered);
    expect(new Set(ids)).toEqual(new Set(ordered));
    const sum = (meter: "input" | "cached_input" | "output") =>
      read.reduce((total, { usage }) => total + (usage?.[meter] ?? 0), 0);
    expect(sum("output")).toBeGreaterThan(0);
    if (which.statesUsage) {
      const stated = { input: sum("input"), cached_input: sum("cached_input") };
      expect(snapshot.usage).toMatchObject({ ...stated, output: sum("output") });
    } else expect(snapshot.usage).toBeNull();

    await session.cleanUp(snapshot);
    expect(contract.sandbox.account().files.total).toBe(0);
    await session.cleanUp(snapshot);
    await expect(session.results(snapshot.resultFileIds[0] ?? "")).rejects.toMatchObject({
      kind: "not_found",
    });
  });

  test("every state on the way is shown, an unknown one counts as running", async () => {
    const unknownStatus = { status: which.unknownState, polls: 2 };
    const timings = { validating: 60, inProgress: 60, finalizing: 60, perRow: 0 };
    await using contract = await open({ batches: [{ unknownStatus }] }, { speed: 200, timings });
    const batch = await contract.submitRows("m-2", 3);
    if (which.counts === "while-running") expect(batch.counts).toBeNull();
    const { seen } = await pollToEnd(contract.session, batch.remoteId, 5);
    expect(seen).toEqual(which.states);
  });

  test("a cancelled batch gives what was done, and cancelling twice is harmless", async () => {
    const timings = { validating: 0, inProgress: 1800, finalizing: 0, cancelling: 0, perRow: 0 };
    await using contract = await open({}, { speed: 600, timings });
    const { adapter, sandbox, session } = contract;
    const batch = await contract.submitRows("m-5", 10);
    await expect.poll(() => sandbox.account().rows.executed, { interval: 20 }).toBeGreaterThan(1);
    await session.cancel(batch.remoteId);
    const { snapshot } = await pollToEnd(session, batch.remoteId);
    expect(snapshot.phase).toEqual({ kind: "ended", ending: "cancelled" });
    expect((await session.cancel(batch.remoteId)).phase).toEqual(snapshot.phase);
    const outcomes = (await resultLines(session, snapshot)).map(
      (line) =>
        verdictOn(adapter, model, readLine(line, resultShape(adapter, model)).facts).outcome,
    );
    if (which.cancelledRows === "no-line") {
      expect(outcomes.length).toBeLessThan(10);
      expect(new Set(outcomes)).toEqual(new Set(["succeeded"]));
      return;
    }
    expect(outcomes).toHaveLength(10);
    expect(new Set(outcomes)).toEqual(new Set(["succeeded", "cancelled"]));
  });

  test("cancelling a batch that has just completed tells so", async () => {
    await using contract = await open();
    const batch = await contract.submitRows("m-6", 1);
    await pollToEnd(contract.session, batch.remoteId);
    const snapshot = await contract.session.cancel(batch.remoteId);
    expect(snapshot.phase).toEqual({ kind: "ended", ending: "completed" });
    expect(snapshot.resultFileIds.length).toBeGreaterThan(0);
  });

  test("a full token quota ends the batch with its code, where the provider has one", async () => {
    await using contract = await open({}, { enqueuedTokenLimits: { [model]: 50 } });
    if (which.fullQueue === null) return;
    const full = await contract.submitRows("m-7", 20);
    expect((await pollToEnd(contract.session, full.remoteId)).snapshot).toMatchObject({
      phase: { kind: "ended", ending: "failed" },
      errors: [{ code: which.fullQueue, line: null }],
      resultFileIds: [],
    });
  });

  test("a broken line is told of", async () => {
    await using contract = await open();
    const good = requestFile(contract.adapter, 20, request);
    const sent = contract
      .prepare("m-8", `${good}{broken\n`)
      .then((bad) => contract.submit("m-8", bad));
    if (which.brokenLine === null) {
      await expect(sent).rejects.toMatchObject({ kind: "invalid" });
      return;
    }
    expect((await pollToEnd(contract.session, (await sent).remoteId)).snapshot).toMatchObject({
      phase: { kind: "ended", ending: "failed" },
      errors: [which.brokenLine],
    });
  });

  test("list shows the account's batches, newest first, and nobody else's", async () => {
    await using contract = await open();
    const { session } = contract;
    const made: string[] = [];
    for (const mark of ["m-a", "m-b", "m-c"]) {
      made.unshift((await contract.submitRows(mark, 1)).remoteId);
    }
    const listed: [string, string | null][] = [];
    for await (const { remoteId, mark } of session.list(Date.now() - 60_000)) {
      listed.push([remoteId, mark]);
    }
    expect(listed).toEqual(made.map((id, i) => [id, markOf(["m-c", "m-b", "m-a"][i] ?? "")]));
    const other = await contract.openWith(`${which.key}-of-another-account`);
    for await (const _ of other.list(0)) throw new Error("saw another account's batch");
    for await (const _ of session.list(Date.now() + 5000)) throw new Error("saw an older batch");
  });

  test("the account's request files are listed and removed, by the names and ids of their staging", async () => {
    await using contract = await open();
    const { session, adapter } = contract;
    const { stagedFiles } = session;
    // Without staging there is nothing to be left behind.
    if (stagedFiles === null || inCreate) {
      expect(stagedFiles === null).toBe(session.stage === null);
      return;
    }
    const text = requestFile(adapter, 2, request);
    const ids = new Map<string, string | null>();
    for (const mark of ["m-15", "m-16"]) {
      ids.set(`${mark}.jsonl`, stagedIdOf(await contract.prepare(mark, text)));
    }
    const listed = async (of = stagedFiles) => {
      const files = [];
      for await (const file of of.list()) files.push(file);
      return files.toSorted((a, b) => String(a.fileName).localeCompare(String(b.fileName)));
    };
    const files = await listed();
    const bytes = Buffer.byteLength(text);
    expect(files).toMatchObject([...ids].map(([fileName, id]) => ({ id, fileName, bytes })));
    for (const { createdAtMs } of files) {
      expect(Math.abs((createdAtMs ?? 0) - Date.now())).toBeLessThan(5000);
    }
    const [first, second] = files;
    await stagedFiles.remove(first?.id ?? "");
    await stagedFiles.remove(first?.id ?? "");
    expect(await listed()).toEqual([second]);
    const other = await contract.openWith(`${which.key}-of-another-account`);
    // Another account sees none of them, or is refused.
    expect(await listed(other.stagedFiles ?? undefined).catch(() => [])).toEqual([]);
  });

  test("a file that cannot be seen yet is waited for", async () => {
    await using contract = await open({ lag: { fileMs: 400 } });
    if (inCreate) return;
    const requests = await contract.prepare("m-12", requestFile(contract.adapter, 1, request));
    expect((await contract.submit("m-12", requests)).stagedId).toBe(stagedIdOf(requests));
  });

  test("a create of a file that is gone says so", async () => {
    await using contract = await open();
    if (inCreate) return;
    const submit = contract.submit("m-13", { kind: "staged", id: "file-none" });
    await expect(submit).rejects.toMatchObject({ kind: "not_found" });
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
    [500, {}, "server", undefined],
    [503, { retryAfter: 1 }, "server", 1000],
  ])("answer %i %j is an error of kind %s", async (status, more, kind, retryAfterMs) => {
    await using contract = await open({
      requests: [{ on: "*", effect: "status", status, ...more }],
    });
    const error = { kind, status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    const { session } = contract;
    const sought = { mark: "m-14", stagedId: null, rows: 1, sinceMs: 0 };
    const calls = [
      () => session.check(),
      () => session.retrieve("batch_1"),
      () => session.find(sought),
      ...(inCreate ? [] : [() => contract.prepare("m-14", "{}\n")]),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject(error);
    // A compatible server without a list of batches may still be one that shows its models.
    const asks =
      calls.length + (kind === "not_found" && contract.adapter.kind === "compatible" ? 1 : 0);
    expect(contract.sandbox.faults.strikes().requests).toEqual([asks]);
  });
});
