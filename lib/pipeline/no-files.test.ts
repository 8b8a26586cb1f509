import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { batchesOf } from "../db/batch";
import type { BatchSnapshot } from "../providers/provider";
import type { Runtime } from "../runtime";
import { batchRawKey } from "../storage/keys";
import { csv, type JobLine, openJobLine, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { retryJob } from "../workspace/retry-job";

let tranche: JobLine;
let dataset: string;

/** A batch is validated for long enough to be cancelled before any row of it runs; all else is quick. */
const TIMINGS = { validating: 0.4, inProgress: 0, perRow: 0, finalizing: 0, cancelling: 0 };

beforeAll(async () => {
  const sandbox = { speed: 1, timings: TIMINGS };
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl, sandbox });
  dataset = await tranche.upload(csv(4));
}, 60_000);
beforeEach(() => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
});
afterAll(() => tranche?.close());

const EVERY_ROW = { rows: 4, pending: 0, succeeded: 0, failed: 0, expired: 0, cancelled: 0 };

const batches = (id: string) => tranche.inside((scope) => batchesOf(scope, id));
const retry = (id: string) => retryJob(tranche.runtime, tranche.organizationId, id);

async function outcomes(id: string): Promise<string[]> {
  const results = await tranche.results(id);
  return results.map((row) => `${row.tranche_status} ${row.tranche_error ?? ""}`.trim());
}

async function rawObjects(id: string): Promise<boolean[]> {
  const { runtime, organizationId } = tranche;
  const keys = (await batches(id)).map((batch) => batchRawKey(organizationId, id, batch.id));
  return Promise.all(keys.map(async (key) => (await runtime.storage.head(key)) !== null));
}

test("rows of a batch cancelled at the provider before it ran are cancelled, once and for nothing", async () => {
  let created = 0;
  const atTheConsole = withSession(tranche.runtime, (session) => ({
    submit: async (batch, timeoutMs) => {
      const snapshot = await session.submit(batch, timeoutMs);
      created += 1;
      if (created === 1) await session.cancel(snapshot.remoteId);
      return snapshot;
    },
  }));
  const strategy = { type: "static", maxRowsPerBatch: 2 } as const;
  const id = await tranche.run(dataset, { strategy }, { runtime: atTheConsole });
  expect(await batches(id)).toMatchObject([
    { remoteState: "cancelled", cancelled: 2, retryable: 0, unpricedRows: 0 },
    { remoteState: "completed", succeeded: 2 },
  ]);
  expect(await rawObjects(id)).toEqual([false, true]);
  expect(await tranche.job(id)).toMatchObject({
    status: "completed_with_errors",
    counts: { ...EVERY_ROW, succeeded: 2, cancelled: 2 },
    cost: { waste: "0", unpricedRows: 0 },
  });
  const stopped = "cancelled batch_cancelled";
  expect(await outcomes(id)).toEqual([stopped, stopped, "succeeded", "succeeded"]);
  expect(created).toBe(2);
  await expect(retry(id)).rejects.toMatchObject({ code: "conflict" });
});

/** A provider whose expired batches show no files, and these counts. */
function withoutFiles(counts: NonNullable<BatchSnapshot["counts"]>): Runtime {
  return withSession(tranche.runtime, (session) => ({
    retrieve: async (remoteId) => {
      const seen = await session.retrieve(remoteId);
      const expired = seen.phase.kind === "ended" && seen.phase.ending === "expired";
      return expired ? { ...seen, counts, resultFileIds: [] } : seen;
    },
  }));
}

const NOTHING_RAN = { total: 4, completed: 0, failed: 0 };

test("rows of a batch that expired without files are sent again up to maxAttempts, then expired", async () => {
  tranche.line.sandbox.faults.replace({ batches: [{ expireAfterShare: 0 }] });
  const id = await tranche.run(dataset, { maxAttempts: 2 }, { runtime: withoutFiles(NOTHING_RAN) });
  const sent = (await batches(id)).map(({ attempt, rows, rereads }) => ({
    ...{ attempt, rows, rereads },
  }));
  expect(sent).toEqual([
    { attempt: 1, rows: 4, rereads: 0 },
    { attempt: 2, rows: 4, rereads: 0 },
  ]);
  expect(await rawObjects(id)).toEqual([false, false]);
  expect(await tranche.job(id)).toMatchObject({
    status: "failed",
    counts: { ...EVERY_ROW, expired: 4 },
    cost: { billed: "0", unpricedRows: 0 },
  });
  expect(await outcomes(id)).toEqual(Array(4).fill("expired batch_expired"));

  tranche.line.sandbox.faults.replace({});
  await tranche.drive((await retry(id)).followUps);
  expect(await tranche.job(id)).toMatchObject({
    status: "completed",
    counts: { ...EVERY_ROW, succeeded: 4 },
  });
});

test("rows that ran, say the counts, but whose files never come are sent again and unpriced", async () => {
  tranche.line.sandbox.faults.replace({ batches: [{ times: 1, expireAfterShare: 0 }] });
  const runtime = withoutFiles({ total: 4, completed: 3, failed: 0 });
  const id = await tranche.run(dataset, {}, { runtime });
  expect(await batches(id)).toMatchObject([
    { attempt: 1, rereads: 3, retryable: 4, retryableExpired: 4, unpricedRows: 4 },
    { attempt: 2, succeeded: 4, unpricedRows: 0 },
  ]);
  expect(await tranche.job(id)).toMatchObject({
    status: "completed",
    counts: { ...EVERY_ROW, succeeded: 4 },
    cost: { unpricedRows: 4 },
  });
});
