import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { KEEP_EVERYTHING } from "../core/retention";
import { listDeletions } from "../db/deletion";
import { getDataset } from "../queries/datasets";
import { organizationPrefix } from "../storage/keys";
import { csv, type JobLine, openJobLine } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { changeRetention } from "../workspace/change-retention";
import { retryJob } from "../workspace/retry-job";
import { updateConnection } from "../workspace/update-connection";
import { applyRetention } from "./apply-retention";

let tranche: JobLine;
const DAY_MS = 24 * 3_600_000;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
}, 60_000);
beforeEach(async () => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
  await keep({});
});
afterAll(() => tranche?.close());

const keep = (days: Partial<typeof KEEP_EVERYTHING>) =>
  changeRetention(tranche.runtime, tranche.organizationId, { ...KEEP_EVERYTHING, ...days });

async function look(): Promise<number> {
  const { organizationId } = tranche;
  const task = { organizationId, id: organizationId, version: 0 };
  const { followUps } = await applyRetention(tranche.runtime, task);
  await tranche.drive(followUps);
  return followUps.length;
}

async function objects(part: string): Promise<string[]> {
  const { runtime, organizationId } = tranche;
  const keys: string[] = [];
  for await (const { key } of runtime.storage.list(organizationPrefix(organizationId))) {
    if (key.includes(part)) keys.push(key);
  }
  return keys.sort();
}

const receiptsOf = async (subjectId: string) =>
  (
    await tranche.inside((scope) =>
      listDeletions(scope, { after: null, limit: 10, teams: null, subjectId }),
    )
  ).map(({ part, reason, requestedBy, finishedAt }) => ({
    ...{ part, reason, by: requestedBy.name, finished: finishedAt !== null },
  }));

describe("retention", () => {
  test("keeps everything unless it is told otherwise", async () => {
    const dataset = await tranche.upload(csv(2));
    await tranche.run(dataset);
    tranche.skip(3_000 * DAY_MS);
    expect(await look()).toBe(0);
    tranche.rewind();
  });

  test("uploads: the file as received goes after its days, the rows stay", async () => {
    const { runtime, organizationId } = tranche;
    const dataset = await tranche.upload(csv(3));
    const failed = await tranche.upload("");
    await keep({ uploadDays: 7 });
    const { removal } = await getDataset(runtime, organizationId, dataset);
    expect(removal).toMatchObject({ upload: expect.any(String), rows: null });
    tranche.skip(6.9 * DAY_MS);
    await look();
    expect(await objects(`uploads/${dataset}`)).toHaveLength(1);
    tranche.skip(0.2 * DAY_MS);
    await look();
    expect(await objects(`uploads/${dataset}`)).toEqual([]);
    expect(await objects(`uploads/${failed}`)).toEqual([]);
    expect(await objects(`datasets/${dataset}`)).not.toEqual([]);
    expect(await receiptsOf(dataset)).toEqual([
      { part: "upload", reason: "retention", by: "Tranche", finished: true },
    ]);
    expect(await look()).toBe(0);
    const id = await tranche.run(dataset);
    expect(await tranche.results(id)).toHaveLength(3);
  });

  test("raw answers go after their days, here and where a connection keeps files; a retry still works", async () => {
    const { runtime, organizationId, connectionId, line } = tranche;
    await updateConnection(runtime, organizationId, { id: connectionId, keepsFiles: true });
    const dataset = await tranche.upload(csv(4));
    line.sandbox.faults.replace({
      batches: [{ times: 1, rows: [{ outcome: "http_500", lines: [2] }] }],
    });
    const before = line.sandbox.account().files.total;
    const id = await tranche.run(dataset, { maxAttempts: 1 });
    expect((await tranche.job(id)).counts).toMatchObject({ succeeded: 3, failed: 1 });
    await keep({ rawDays: 1 });
    tranche.skip(0.9 * DAY_MS);
    await look();
    expect(await objects(`${id}/raw`)).toHaveLength(1);
    tranche.skip(0.2 * DAY_MS);
    await look();
    expect(await objects(`${id}/raw`)).toEqual([]);
    expect(line.sandbox.account().files.total).toBeLessThanOrEqual(before);
    expect(await tranche.results(id)).toHaveLength(4);
    expect(await tranche.job(id)).toMatchObject({ removal: { raw: null }, deletedAt: null });

    const again = await retryJob(runtime, organizationId, id);
    await tranche.drive(again.followUps);
    expect((await tranche.job(id)).counts).toMatchObject({ succeeded: 4, failed: 0 });
    expect(await objects(`${id}/raw`)).toHaveLength(1);
    tranche.skip(1.1 * DAY_MS);
    await look();
    expect(await objects(`${id}/raw`)).toEqual([]);
    expect((await receiptsOf(id)).map(({ part }) => part)).toEqual(["raw", "raw"]);
    await updateConnection(runtime, organizationId, { id: connectionId, keepsFiles: false });
  });

  test("no retry begins while stored answers are being removed", async () => {
    const { runtime, organizationId, line } = tranche;
    const dataset = await tranche.upload(csv(3));
    line.sandbox.faults.replace({
      batches: [{ times: 1, rows: [{ outcome: "http_500", lines: [2] }] }],
    });
    const id = await tranche.run(dataset, { maxAttempts: 1 });
    await keep({ rawDays: 1 });
    tranche.skip(1.1 * DAY_MS);
    const task = { organizationId, id: organizationId, version: 0 };
    const { followUps } = await applyRetention(runtime, task);
    await expect(retryJob(runtime, organizationId, id)).rejects.toMatchObject({ code: "conflict" });
    await tranche.drive(followUps);
    await retryJob(runtime, organizationId, id);
  });

  test("results go after their days, the prompt and the bill stay; then the data that serves nothing", async () => {
    const { runtime, organizationId } = tranche;
    const dataset = await tranche.upload(csv(3));
    const waiting = await tranche.upload(csv(2));
    const open = await tranche.estimated(waiting);
    await keep({ resultsDays: 30 });
    tranche.skip(20 * DAY_MS);
    const id = await tranche.run(dataset);
    const { cost, finishedAt, removal } = await tranche.job(id);
    expect(removal?.results).toBe(
      new Date(Date.parse(finishedAt ?? "") + 30 * DAY_MS).toISOString(),
    );
    tranche.skip(11 * DAY_MS);
    await look();
    // Older than its days, but a job holds its rows until its own days are over.
    expect(await tranche.results(id)).toHaveLength(3);
    expect((await getDataset(runtime, organizationId, dataset)).removal?.rows).toBe(
      removal?.results,
    );
    tranche.skip(20 * DAY_MS);
    await look();
    await look();
    expect(await objects(id)).toEqual([]);
    expect(await objects(dataset)).toEqual([]);
    await expect(tranche.results(id)).rejects.toMatchObject({ code: "content_deleted" });
    await expect(retryJob(runtime, organizationId, id)).rejects.toMatchObject({
      code: "content_deleted",
    });
    expect(await tranche.job(id)).toMatchObject({
      ...{ request: { prompt: expect.any(String) }, cost, deletedAt: null, removal: null },
      resultsDeletedAt: expect.any(String),
    });
    // What waits for an approval is nothing that has ended.
    expect(await objects(`datasets/${waiting}`)).not.toEqual([]);
    expect((await tranche.job(open)).status).toBe("awaiting_approval");
    expect((await receiptsOf(dataset)).map(({ part }) => part)).toContain("everything");
  });
});
