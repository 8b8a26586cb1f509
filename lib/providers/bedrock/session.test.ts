import { describe, expect, test } from "vitest";
import { NEEDS_VERSITYGW, VERSITYGW } from "../../../sandbox/bedrock/testing";
import type { SandboxOptions } from "../../../sandbox/server";
import { BEDROCK_CASE, BEDROCK_KEY } from "../../testing/contract-cases/bedrock";
import { openContract, pollToEnd, requestFile, resultLines } from "../../testing/contract-sandbox";
import { awsAccount } from "./aws-settings";
import { openBucket } from "./objects";

const [model] = BEDROCK_CASE.models;
const open = (options: SandboxOptions = {}) => openContract(BEDROCK_CASE, options);

/** Everything in the bucket, as the account sees it. */
function everything(sandboxUrl: string): Promise<string[]> {
  const settings = BEDROCK_CASE.settingsAt?.(BEDROCK_KEY, sandboxUrl) ?? {};
  return openBucket(awsAccount({ apiKey: BEDROCK_KEY, baseUrl: null, settings })).list(
    "s3://tranche-test/",
  );
}

describe.skipIf(VERSITYGW === null)(`a session at the sandbox (${NEEDS_VERSITYGW})`, () => {
  test("a job that was made and cannot be read is ambiguous, and is found", async () => {
    await using contract = await open({
      faults: {
        requests: [{ on: "batches.retrieve", effect: "status", status: 500, times: 1 }],
      },
    });
    const request = requestFile(contract.adapter, 3, { model, prompt: "p" });
    const requests = await contract.prepare("bat_1.1", request);
    const sinceMs = Date.now();
    const submit = contract.submit("bat_1.1", requests);
    await expect(submit).rejects.toMatchObject({ kind: "ambiguous" });
    const sought = { mark: "bat_1.1", stagedId: null, rows: 3, sinceMs };
    const found = await contract.session.find(sought);
    expect(found).toMatchObject({ kind: "found", snapshots: [{ mark: "bat_1.1" }] });
    // Nor is it paid twice when the create is simply repeated.
    await contract.submit("bat_1.1", requests);
    expect(contract.sandbox.account().batches.total).toBe(1);
  });

  test("a name that begins with ours is another job", async () => {
    await using contract = await open();
    await contract.submitRows("bat_1.12", 3);
    const sought = { mark: "bat_1.1", stagedId: null, rows: 3, sinceMs: 0 };
    expect(await contract.session.find(sought)).toEqual({ kind: "absent" });
  });

  test("the quota's minimum ends a smaller job in words, and leaves no results", async () => {
    await using contract = await open({ minRequests: 100 });
    const small = await contract.submitRows("bat_1.1", 99);
    const { snapshot } = await pollToEnd(contract.session, small.remoteId);
    expect(snapshot).toMatchObject({
      phase: { kind: "ended", ending: "failed" },
      errors: [{ code: "batch_failed", message: expect.stringContaining("minimum of: 100") }],
      resultFileIds: [],
    });
    const enough = await contract.submitRows("bat_2.1", 100);
    const ended = await pollToEnd(contract.session, enough.remoteId);
    expect(ended.snapshot.counts).toEqual({ total: 100, completed: 100, failed: 0 });
  });

  test("results come back with their requests and without the manifest; all of it is removed", async () => {
    await using contract = await open();
    const { session, sandbox } = contract;
    const batch = await contract.submitRows("bat_1.1", 5);
    const { snapshot } = await pollToEnd(session, batch.remoteId);
    expect(snapshot.resultFileIds).toEqual([
      expect.stringMatching(
        /^s3:\/\/tranche-test\/tranche\/results\/\w{12}\/bat_1\.1\.jsonl\.out$/,
      ),
    ]);
    const [line] = await resultLines(session, snapshot);
    expect(JSON.parse(line ?? "")).toMatchObject({ modelInput: { messages: [{ role: "user" }] } });
    const before = await everything(sandbox.url);
    expect(before.map((uri) => uri.slice(uri.lastIndexOf("/") + 1)).sort()).toEqual([
      ...["bat_1.1.jsonl", "bat_1.1.jsonl.out", "manifest.json.out"],
    ]);
    await session.cleanUp(snapshot);
    expect(await everything(sandbox.url)).toEqual([]);
  });

  test("a job that did not begin in time is expired, and so is one that was not finished", async () => {
    await using contract = await open({ faults: { batches: [{ expireAfterShare: 0 }] } });
    const batch = await contract.submitRows("bat_1.1", 4);
    const { snapshot } = await pollToEnd(contract.session, batch.remoteId);
    expect(snapshot).toMatchObject({
      ...{ rawState: "Expired", phase: { kind: "ended", ending: "expired" } },
      resultFileIds: [],
    });
    contract.sandbox.faults.replace({ batches: [{ expireAfterShare: 0.5 }] });
    const half = await contract.submitRows("bat_2.1", 4);
    expect((await pollToEnd(contract.session, half.remoteId)).snapshot).toMatchObject({
      ...{ rawState: "PartiallyCompleted", phase: { kind: "ended", ending: "expired" } },
      counts: { total: 4, completed: 2, failed: 0 },
    });
  });

  test("results are where the job says, also when the settings have changed", async () => {
    await using contract = await open();
    const batch = await contract.submitRows("bat_1.1", 3);
    await pollToEnd(contract.session, batch.remoteId);
    const now = BEDROCK_CASE.settingsAt?.(BEDROCK_KEY, contract.sandbox.url);
    const openWith = (change: Record<string, string>) =>
      contract.adapter.open({
        ...{ apiKey: BEDROCK_KEY, baseUrl: `${contract.sandbox.url}/bedrock` },
        settings: { ...now, ...change },
      });
    const moved = await (await openWith({ prefix: "elsewhere" })).retrieve(batch.remoteId);
    expect(await resultLines(contract.session, moved)).toHaveLength(3);
    const elsewhere = await openWith({ bucket: "another-bucket" });
    await expect(elsewhere.retrieve(batch.remoteId)).rejects.toMatchObject({ kind: "not_found" });
  });

  test("check tells of a bucket that is not there", async () => {
    await using contract = await open();
    const settings = {
      ...BEDROCK_CASE.settingsAt?.(BEDROCK_KEY, contract.sandbox.url),
      bucket: "no-such-bucket",
    };
    const baseUrl = `${contract.sandbox.url}/bedrock`;
    const session = await contract.adapter.open({ apiKey: BEDROCK_KEY, baseUrl, settings });
    await expect(session.check()).rejects.toMatchObject({ kind: "not_found" });
  });
});
