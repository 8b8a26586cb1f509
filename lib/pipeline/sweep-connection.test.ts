import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type BatchRecord, batchesOf } from "../db/batch";
import type { FollowUp, TaskName } from "../queue/catalog";
import { TOGETHER_CASE } from "../testing/contract-cases/together";
import { csv, type JobLine, openJobLine, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";
import { requestCancel } from "../workspace/request-cancel";
import { retryJob } from "../workspace/retry-job";
import { sweepConnection } from "./sweep-connection";

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(4));
}, 60_000);
beforeEach(() => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
});
afterAll(() => tranche?.close());

const only = (...tasks: TaskName[]) => ({
  leave: ({ task }: FollowUp) => !tasks.includes(task),
});

async function batchOf(id: string): Promise<BatchRecord> {
  const [batch, ...others] = await tranche.inside((scope) => batchesOf(scope, id));
  if (!batch || others.length > 0) throw new Error(`${others.length + 1} batches instead of one`);
  return batch;
}

async function sweep(runtime = tranche.runtime): Promise<readonly FollowUp[]> {
  const { organizationId, connectionId } = tranche;
  const payload = { organizationId, id: connectionId, version: 0 };
  return (await sweepConnection(runtime, payload)).followUps;
}

const extras = (id: string) =>
  tranche.inside((scope) =>
    scope.tx.extraBatch.findMany({
      where: { organizationId: scope.organizationId, batch: { jobId: id } },
    }),
  );

/** What of the job's ledger was booked for this remote batch. */
const bookedFor = (id: string, remoteId: string | undefined) =>
  tranche.inside((scope) =>
    scope.tx.ledgerEntry.findMany({
      where: { organizationId: scope.organizationId, jobId: id, remoteId: remoteId ?? "" },
      orderBy: { meter: "asc" },
    }),
  );

const WASTE = [
  { meter: "input", usable: false },
  { meter: "output", usable: false },
];

test("a late double of an earlier submission is found while the next one runs, and is waste", async () => {
  const id = await tranche.estimated(dataset);
  tranche.line.sandbox.faults.replace({
    batches: [{ times: 1, failWith: { code: "token_limit_exceeded", message: "full" } }],
  });
  const again = await tranche.drive(await tranche.approve(id), {
    leave: ({ task, delayMs }) => task === "submit-batch" && delayMs !== undefined,
  });
  expect(await batchOf(id)).toMatchObject({ state: "planned", submission: 1 });
  // The refused one ran nothing, so nothing is owed for it.
  expect(await sweep()).toEqual([]);

  const doubles: string[] = [];
  const late = withSession(tranche.runtime, (session) => ({
    submit: async (batch, timeoutMs) => {
      const mark = batch.mark.replace(/-1$/, "-0");
      doubles.push((await session.submit({ ...batch, mark }, timeoutMs)).remoteId);
      return session.submit(batch, timeoutMs);
    },
  }));
  const polls = await tranche.drive(again, { runtime: late, ...only("submit-batch") });
  expect((await batchOf(id)).state).toBe("running");
  const found = await sweep();
  expect(found.map(({ task }) => task)).toEqual(["settle-extra"]);
  expect((await extras(id)).map(({ remoteId }) => remoteId)).toEqual(doubles);
  expect(await sweep()).toEqual([]);

  await tranche.drive([...found, ...polls]);
  expect(await bookedFor(id, doubles[0])).toMatchObject(WASTE);
  const { status, counts, cost } = await tranche.job(id);
  expect({ status, ...counts }).toMatchObject({ status: "completed", rows: 4, succeeded: 4 });
  expect(Number(cost.waste)).toBeGreaterThan(0);
  // The same rows, run twice: one half of what was billed bought nothing.
  expect(Number(cost.billed)).toBeCloseTo(2 * Number(cost.waste), 12);
  expect((await extras(id)).every(({ settledAt }) => settledAt !== null)).toBe(true);
});

test("where batches name no mark, a double is known by its request file, and a stranger's is left alone", async () => {
  const { runtime, organizationId, line } = tranche;
  const which = TOGETHER_CASE;
  const connection = await createConnection(runtime, organizationId, {
    ...{ id: runtime.newId("con"), name: "Together", provider: "together", settings: {} },
    ...{ apiKey: which.key, baseUrl: `${line.sandbox.url}${which.path}` },
  });
  const [model] = which.models;
  const id = await tranche.estimated(dataset, { connectionId: connection.id, model });
  const doubles: string[] = [];
  const twice = withSession(runtime, (session) => ({
    submit: async (batch, timeoutMs) => {
      doubles.push((await session.submit(batch, timeoutMs)).remoteId);
      return session.submit(batch, timeoutMs);
    },
  }));
  const look = async (snapshots = runtime) => {
    const payload = { organizationId, id: connection.id, version: 0 };
    return (await sweepConnection(snapshots, payload)).followUps;
  };
  const left = await tranche.drive(await tranche.approve(id), {
    runtime: twice,
    leave: ({ task }) => task === "poll-batch",
  });
  const stranger = withSession(runtime, ({ list }) => ({
    async *list(sinceMs) {
      for await (const one of list(sinceMs)) yield { ...one, stagedId: "file-of-a-stranger" };
    },
  }));
  expect(await look(stranger)).toEqual([]);
  const found = await look();
  expect(found.map(({ task }) => task)).toEqual(["settle-extra"]);
  expect((await extras(id)).map(({ remoteId }) => remoteId)).toEqual(doubles);
  await tranche.drive([...found, ...left]);
  expect(await tranche.job(id)).toMatchObject({ status: "completed", counts: { succeeded: 4 } });
  expect(await bookedFor(id, doubles[0])).toMatchObject(WASTE);
  expect(await look()).toEqual([]);
});

test("where batches name no mark, one that may still be found by its file is left to be found", async () => {
  const { runtime } = tranche;
  const id = await lostAndRefused();
  tranche.line.sandbox.faults.replace({});
  const nameless = withSession(runtime, ({ list }) => ({
    async *list(sinceMs) {
      for await (const one of list(sinceMs)) yield { ...one, mark: null };
    },
  }));
  expect(await sweep(nameless)).toEqual([]);
  const { followUps } = await requestCancel(runtime, tranche.organizationId, id);
  await tranche.drive(followUps);
  expect((await sweep(nameless)).map(({ task }) => task)).toEqual(["settle-extra"]);
});

/** A job whose one create was lost and whose key is then refused, so that nobody knows whether there is a remote batch. */
async function lostAndRefused(): Promise<string> {
  const id = await tranche.estimated(dataset);
  tranche.line.sandbox.faults.replace({
    requests: [
      { on: "batches.create", effect: "drop", when: "after", times: 1 },
      { on: "batches.list", effect: "status", status: 401 },
    ],
  });
  expect(await tranche.drive(await tranche.approve(id))).toEqual([]);
  expect(await batchOf(id)).toMatchObject({ state: "attention", remoteId: null });
  return id;
}

test("the remote batch of a given-up batch is found when the key works again, and is waste", async () => {
  const id = await lostAndRefused();
  const { followUps } = await requestCancel(tranche.runtime, tranche.organizationId, id);
  await tranche.drive(followUps);
  expect(await tranche.job(id)).toMatchObject({ status: "cancelled", cost: { billed: "0" } });
  expect(await batchOf(id)).toMatchObject({ state: "settled", fault: { kind: "given-up" } });

  tranche.line.sandbox.faults.replace({});
  const found = await sweep();
  expect(found.map(({ task }) => task)).toEqual(["settle-extra"]);
  await tranche.drive(found);
  const [extra] = await extras(id);
  expect(extra?.settledAt).not.toBeNull();
  expect(await bookedFor(id, extra?.remoteId)).toMatchObject(WASTE);
  const { status, counts, cost } = await tranche.job(id);
  expect({ status, ...counts }).toMatchObject({ status: "cancelled", pending: 0, cancelled: 4 });
  expect(Number(cost.waste)).toBeGreaterThan(0);
  expect(cost).toMatchObject({ billed: cost.waste, realtime: "0" });
  expect(await sweep()).toEqual([]);
});

test("the remote batch of a batch that waits for a person is left to be found by their retry", async () => {
  const id = await lostAndRefused();
  tranche.line.sandbox.faults.replace({});
  expect(await sweep()).toEqual([]);
  const { followUps } = await retryJob(tranche.runtime, tranche.organizationId, id);
  await tranche.drive(followUps);
  expect(await extras(id)).toEqual([]);
  expect(await tranche.job(id)).toMatchObject({
    status: "completed",
    counts: { rows: 4, succeeded: 4 },
    cost: { waste: "0", unpricedRows: 0 },
  });
});
