import { afterEach, expect, test } from "vitest";
import type { FaultPlanInput } from "../../../sandbox/fault-schema";
import type { SandboxOptions } from "../../../sandbox/server";
import { GEMINI_FILE_CASE } from "../../testing/contract-cases/gemini";
import { openContract, pollToEnd, requestFile, resultLines } from "../../testing/contract-sandbox";
import { readLine, resultShape } from "../../testing/result-line";

/** What this provider does otherwise than the others, met by the adapter on the wire. */

const [MODEL] = GEMINI_FILE_CASE.models;
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(faults: FaultPlanInput = {}, more: SandboxOptions = {}) {
  const contract = await openContract(GEMINI_FILE_CASE, { faults, ...more });
  closing.push(() => contract[Symbol.asyncDispose]());
  return contract;
}

test("states under their documented names, no counts, and `status` in the place of `error`", async () => {
  const quirks = ["job_states", "no_stats", "status_lines"];
  const rows = [{ outcome: "http_429" as const, lines: [1] }];
  const { adapter, session, submitRows } = await open({ batches: [{ quirks, rows }] });
  const { snapshot, seen } = await pollToEnd(session, (await submitRows("m", 2)).remoteId);
  expect(seen.at(-1)).toBe("JOB_STATE_SUCCEEDED");
  expect(snapshot).toMatchObject({ phase: { ending: "completed" }, counts: null });
  const verdicts = (await resultLines(session, snapshot))
    .map((line) => readLine(line, resultShape(adapter, MODEL)))
    .map(({ customId, facts }) => [customId, adapter.classify(facts).code]);
  expect(Object.fromEntries(verdicts)).toEqual({ r1: "RESOURCE_EXHAUSTED", r2: null });
});

test("a create that exceeds the enqueued tokens is refused, and goes when there is room", async () => {
  const { adapter, prepare, sandbox, submit } = await open({
    enqueuedTokenLimits: { [MODEL]: 50 },
  });
  const request = { model: MODEL, prompt: "Name a colour" };
  const requests = await prepare("m", requestFile(adapter, 20, request));
  await expect(submit("m", requests)).rejects.toMatchObject({
    ...{ kind: "rate_limited", status: 429, providerCode: "RESOURCE_EXHAUSTED" },
  });
  expect(sandbox.account().batches.total).toBe(0);
  sandbox.faults.replace({});
  expect((await submit("m", requests)).mark).toBe("m");
});

test("an expired batch has no file at all", async () => {
  const { session, submitRows } = await open({ batches: [{ expireAfterShare: 0.5 }] });
  const { snapshot } = await pollToEnd(session, (await submitRows("m", 4)).remoteId);
  expect(snapshot).toMatchObject({
    phase: { ending: "expired" },
    counts: { total: 4, completed: 2, failed: 0 },
    errors: [{ code: "timeout", line: null }],
    resultFileIds: [],
  });
});

test("files are gone after 48 hours, and cleaning up after them is no failure", async () => {
  const { session, submitRows } = await open({}, { retentionSpeed: 48 * 3600 });
  const { snapshot } = await pollToEnd(session, (await submitRows("m", 2)).remoteId);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await expect(session.results(snapshot.resultFileIds[0] ?? "")).rejects.toMatchObject({
    kind: "not_found",
  });
  await session.cleanUp(snapshot);
});

test("thoughts are output, and what the cache held is not input", async () => {
  const { adapter, session, submitRows } = await open();
  const model = "gemini-2.5-pro";
  const system = "Answer in the words of this book. ".repeat(400);
  const { remoteId } = await submitRows("m", 12, { model, system });
  const { snapshot } = await pollToEnd(session, remoteId);
  const lines = await resultLines(session, snapshot);
  const usages = lines.map((line) => {
    const { usageMetadata: told } = JSON.parse(line).response;
    return { told, usage: readLine(line, resultShape(adapter, model)).usage };
  });
  for (const { told, usage } of usages) {
    expect((usage?.input ?? 0) + (usage?.cached_input ?? 0)).toBe(told.promptTokenCount);
    expect((usage?.output ?? 0) - (usage?.reasoning ?? 0)).toBe(told.candidatesTokenCount);
    expect(told.promptTokenCount + (usage?.output ?? 0)).toBe(told.totalTokenCount);
  }
  expect(usages.some(({ usage }) => (usage?.cached_input ?? 0) > 0)).toBe(true);
  expect(usages.some(({ usage }) => (usage?.reasoning ?? 0) > 0)).toBe(true);
});
