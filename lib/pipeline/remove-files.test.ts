import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { batchesOf } from "../db/batch";
import { csv, type JobLine, openJobLine, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { retryJob } from "../workspace/retry-job";
import { updateConnection } from "../workspace/update-connection";
import { sweepConnection } from "./sweep-connection";

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(6));
}, 60_000);
beforeEach(() => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
});
afterAll(() => tranche?.close());

const files = () => tranche.line.sandbox.account().files.total;
const keepFiles = (keepsFiles: boolean) =>
  updateConnection(tranche.runtime, tranche.organizationId, {
    id: tranche.connectionId,
    keepsFiles,
  });
const sweep = () =>
  sweepConnection(tranche.runtime, {
    organizationId: tranche.organizationId,
    id: tranche.connectionId,
    version: 0,
  });

test("files go once their results are safe, not before, and again when the provider refused", async () => {
  const id = await tranche.estimated(dataset);
  const left = await tranche.drive(await tranche.approve(id), {
    leave: ({ task }) => task === "collect-batch",
  });
  await sweep();
  expect(files()).toBe(2);
  await tranche.drive(left);
  tranche.line.sandbox.faults.replace({
    requests: [{ on: "files.delete", effect: "status", status: 503 }],
  });
  await sweep();
  expect(files()).toBe(2);
  const removedAt = async () =>
    (await tranche.inside((scope) => batchesOf(scope, id))).map((one) => one.filesRemovedAt);
  expect(await removedAt()).toEqual([null]);

  tranche.line.sandbox.faults.replace({});
  await sweep();
  expect(files()).toBe(0);
  expect(await removedAt()).toEqual([expect.any(Date)]);
  expect(await tranche.results(id)).toHaveLength(6);
  await sweep();
});

test("files of a batch one too many go once it is booked, but not the one that the first was made of", async () => {
  const id = await tranche.estimated(dataset);
  const twice = withSession(tranche.runtime, (session) => ({
    submit: async (batch, timeoutMs) => {
      await session.submit(batch, timeoutMs);
      return session.submit(batch, timeoutMs);
    },
  }));
  const polls = await tranche.drive(await tranche.approve(id), {
    runtime: twice,
    leave: ({ task }) => task === "poll-batch",
  });
  const { followUps } = await sweep();
  expect(followUps.map(({ task }) => task)).toEqual(["settle-extra"]);
  await keepFiles(true);
  await tranche.drive(followUps);
  const before = files();
  await sweep();
  expect(files()).toBe(before);
  await keepFiles(false);
  await sweep();
  // The request file, and what the first has answered by now.
  expect(files()).toBe(before - 1);

  await tranche.drive(polls);
  await sweep();
  expect(files()).toBe(0);
  expect(await tranche.job(id)).toMatchObject({ status: "completed", counts: { succeeded: 6 } });
  const noted = await tranche.inside((scope) => scope.tx.extraBatch.findMany());
  expect(noted.map(({ filesRemovedAt }) => filesRemovedAt)).toEqual([expect.any(Date)]);
});

test("a connection may keep them", async () => {
  await keepFiles(true);
  await tranche.run(dataset);
  await sweep();
  expect(files()).toBe(2);
  await keepFiles(false);
  await sweep();
  expect(files()).toBe(0);
});

test("a disabled connection sends nothing new; enabled again, the job goes on", async () => {
  const change = { id: tranche.connectionId };
  const set = (disabled: boolean) =>
    updateConnection(tranche.runtime, tranche.organizationId, { ...change, disabled });
  const id = await tranche.estimated(dataset);
  await set(true);
  const before = tranche.line.sandbox.account().batches.total;
  await tranche.drive(await tranche.approve(id));
  expect((await tranche.job(id)).attention?.code).toBe("connection_disabled");
  expect(tranche.line.sandbox.account().batches.total).toBe(before);
  await set(false);
  const { followUps } = await retryJob(tranche.runtime, tranche.organizationId, id);
  await tranche.drive(followUps);
  expect(await tranche.job(id)).toMatchObject({ status: "completed", attention: null });
});
