import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startSandbox } from "../../sandbox/server";
import { batchesOf } from "../db/batch";
import type { FollowUp } from "../queue/catalog";
import { csv, type JobLine, openJobLine, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";
import { requestCancel } from "../workspace/request-cancel";
import { retryJob } from "../workspace/retry-job";

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

const batches = (id: string) => tranche.inside((scope) => batchesOf(scope, id));
const cancel = async (id: string) =>
  (await requestCancel(tranche.runtime, tranche.organizationId, id)).followUps;
const retry = async (id: string) =>
  (await retryJob(tranche.runtime, tranche.organizationId, id)).followUps;
const statuses = async (id: string) => (await tranche.results(id)).map((row) => row.tranche_status);
const errors = async (id: string) => (await tranche.results(id)).map((row) => row.tranche_error);

const EVERY_ROW = { rows: 4, pending: 0, succeeded: 0, failed: 0, expired: 0, cancelled: 0 };

test("rows that sending again can mend are sent again up to maxAttempts, and no others", async () => {
  const faults = {
    batches: [
      {
        rows: [
          { outcome: "http_500" as const, customId: "^r1$" },
          { outcome: "http_400" as const, customId: "^r2$" },
          { outcome: "refusal" as const, customId: "^r3$" },
        ],
      },
    ],
  };
  tranche.line.sandbox.faults.replace(faults);
  const id = await tranche.run(dataset, { maxAttempts: 2 });
  const sent = (await batches(id)).map(({ attempt, rows }) => ({ attempt, rows }));
  expect(sent).toEqual([
    { attempt: 1, rows: 4 },
    { attempt: 2, rows: 1 },
  ]);
  expect(await tranche.job(id)).toMatchObject({
    status: "completed_with_errors",
    counts: { ...EVERY_ROW, succeeded: 1, failed: 3 },
  });

  tranche.line.sandbox.faults.replace({});
  await tranche.drive(await retry(id));
  expect(await tranche.job(id)).toMatchObject({
    status: "completed_with_errors",
    counts: { ...EVERY_ROW, succeeded: 2, failed: 2 },
  });
  expect(await statuses(id)).toEqual(["succeeded", "failed", "failed", "succeeded"]);
  expect((await batches(id)).at(-1)).toMatchObject({ attempt: 3, rows: 1 });
  await expect(retry(id)).rejects.toMatchObject({ code: "conflict" });
});

test("expired rows stay expired after the last attempt, and can be retried by a person", async () => {
  tranche.line.sandbox.faults.replace({ batches: [{ times: 1, expireAfterShare: 0.5 }] });
  const id = await tranche.run(dataset, { maxAttempts: 1 });
  expect((await tranche.job(id)).counts).toEqual({ ...EVERY_ROW, succeeded: 2, expired: 2 });
  const paid = (await tranche.job(id)).cost.billed;
  expect(paid).not.toBe("0");
  await tranche.drive(await retry(id));
  expect((await batches(id)).map(({ rows }) => rows)).toEqual([4, 2]);
  expect(await tranche.job(id)).toMatchObject({
    status: "completed",
    counts: { ...EVERY_ROW, succeeded: 4 },
  });
});

test("a full queue of tokens is waited for: 10 s, 20 s, 40 s, without using an attempt", async () => {
  tranche.line.sandbox.faults.replace({
    batches: [{ times: 3, failWith: { code: "token_limit_exceeded", message: "full" } }],
  });
  const delays: (number | undefined)[] = [];
  const id = await tranche.run(
    dataset,
    { maxAttempts: 1 },
    {
      deliver: async ({ task }, once) => {
        const followUps = await once();
        const again = followUps.filter((next) => next.task === "submit-batch");
        if (task === "poll-batch") delays.push(...again.map((next) => next.delayMs));
        return followUps;
      },
    },
  );
  expect(delays).toEqual([10_000, 20_000, 40_000]);
  expect((await tranche.job(id)).status).toBe("completed");
  const [batch, ...others] = await batches(id);
  expect(batch).toMatchObject({ attempt: 1, submission: 3, waits: 3 });
  expect(others).toEqual([]);
});

test("a fault of the account fails every row once; a fault of the provider is mended", async () => {
  tranche.line.sandbox.faults.replace({
    batches: [
      { times: 1, failWith: { code: "billing_hard_limit_reached", message: "no money" } },
      { times: 1, failWith: { code: "server_error", message: "oops" } },
    ],
  });
  const refused = await tranche.run(dataset);
  expect(await tranche.job(refused)).toMatchObject({
    status: "failed",
    counts: { ...EVERY_ROW, failed: 4 },
    cost: { billed: "0" },
  });
  expect(await errors(refused)).toEqual(Array(4).fill("billing_hard_limit_reached"));
  expect(await batches(refused)).toHaveLength(1);

  const mended = await tranche.run(dataset);
  expect((await tranche.job(mended)).status).toBe("completed");
  expect((await batches(mended)).map(({ rows }) => rows)).toEqual([4, 4]);
});

test("a line that the provider refuses fails its row; the other rows are sent again", async () => {
  tranche.line.sandbox.faults.replace({
    batches: [{ times: 1, failWith: { code: "invalid_json_line", message: "bad" } }],
  });
  const naming = withSession(tranche.runtime, (session) => ({
    retrieve: async (remoteId) => {
      const snapshot = await session.retrieve(remoteId);
      return { ...snapshot, errors: snapshot.errors.map((error) => ({ ...error, line: 2 })) };
    },
  }));
  const id = await tranche.run(dataset, {}, { runtime: naming });
  expect(await statuses(id)).toEqual(["succeeded", "failed", "succeeded", "succeeded"]);
  expect((await errors(id))[1]).toBe("invalid_json_line");
  expect((await batches(id)).map(({ rows }) => rows)).toEqual([4, 3]);
});

test("a job none of whose rows succeeds has failed", async () => {
  tranche.line.sandbox.faults.replace({ batches: [{ rows: [{ outcome: "http_400" }] }] });
  const id = await tranche.run(dataset);
  expect((await tranche.job(id)).status).toBe("failed");
  expect(await statuses(id)).toEqual(Array(4).fill("failed"));
});

test("a row that no batch can hold fails and is never sent", async () => {
  const big = await tranche.upload(`text\nsmall\n${"large ".repeat(500)}\nalso small\n`);
  const id = await tranche.run(big, { strategy: { type: "static", maxBytesPerBatch: 1_000 } });
  expect(await statuses(id)).toEqual(["succeeded", "failed", "succeeded"]);
  expect((await errors(id))[1]).toBe("row_too_large");
  expect((await batches(id)).find(({ remoteId }) => remoteId === null)).toMatchObject({ rows: 1 });
});

test("a refused key stops the batch until a person retries", async () => {
  tranche.line.sandbox.faults.replace({
    requests: [{ on: "batches.retrieve", effect: "status", status: 401, times: 1 }],
  });
  const id = await tranche.run(dataset);
  expect((await tranche.job(id)).attention?.code).toBe("provider_refused_key");
  await tranche.drive(await retry(id));
  expect(await tranche.job(id)).toMatchObject({ status: "completed", attention: null });
  expect(await batches(id)).toHaveLength(1);
});

const leaveSubmits = ({ task }: FollowUp) => task === "submit-batch";

test.each([
  ["before its approval", async (_id: string) => {}],
  [
    "while it is cut",
    async (id: string) => {
      await tranche.approve(id);
    },
  ],
  [
    "before it is sent",
    async (id: string) => {
      await tranche.drive(await tranche.approve(id), { leave: leaveSubmits });
    },
  ],
])("a job that is cancelled %s sends nothing, and every row is cancelled", async (_, prepare) => {
  const id = await tranche.estimated(dataset);
  await prepare(id);
  const created = tranche.line.sandbox.account().batches.total;
  await tranche.drive(await cancel(id));
  expect(await tranche.job(id)).toMatchObject({
    status: "cancelled",
    counts: { ...EVERY_ROW, cancelled: 4 },
    cost: { billed: "0" },
  });
  expect(tranche.line.sandbox.account().batches.total).toBe(created);
});

test("a job cancelled while it runs keeps, and bills, what was done", async () => {
  const timings = { validating: 0, inProgress: 0, perRow: 0.02, finalizing: 0, cancelling: 0 };
  const slow = await startSandbox({ speed: 1, timings });
  const { runtime, organizationId } = tranche;
  const connection = await createConnection(runtime, organizationId, {
    id: runtime.newId("con"),
    name: "Slow",
    provider: "openai",
    apiKey: "sk-sandbox-slow",
    settings: {},
    baseUrl: `${slow.url}/v1`,
  });
  const id = await tranche.estimated(await tranche.upload(csv(200)), {
    connectionId: connection.id,
  });
  const leave = ({ task }: FollowUp) => task === "poll-batch";
  const polls = await tranche.drive(await tranche.approve(id), { leave });
  await expect.poll(() => slow.account().rows.executed, { timeout: 20_000 }).toBeGreaterThan(3);
  await tranche.drive([...(await cancel(id)), ...polls]);
  const { executed } = slow.account().rows;
  const job = await tranche.job(id);
  expect(job.status).toBe("cancelled");
  expect(job.counts).toMatchObject({ pending: 0, succeeded: executed, cancelled: 200 - executed });
  expect(executed).toBeLessThan(200);
  const done = (await statuses(id)).filter((status) => status === "succeeded");
  expect(done).toHaveLength(executed);
  expect(job.cost.billed).not.toBe("0");
  expect(job.cost.waste).toBe("0");
  await slow.close();
});
