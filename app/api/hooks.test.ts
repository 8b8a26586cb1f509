import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { batchesOf } from "@/lib/db/batch";
import { findDueWork } from "@/lib/db/due-work";
import type { FollowUp } from "@/lib/queue/catalog";
import { dueTask } from "@/lib/queue/due-task";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";
import type { DriveOptions } from "@/lib/testing/test-line";
import { until } from "@/lib/testing/until";
import type { WebhookEffect } from "@/sandbox/fault-schema";

const HOUR_MS = 3_600_000;
const ROWS = 3;
/** Calls that a batch needs once it has ended: of the poll and of the collect. */
const LOOKS = 2;
const PATIENCE_MS = 20_000;
const secretOf = (text: string) => `whsec_${Buffer.from(text.repeat(4)).toString("base64")}`;
const SECRET = secretOf("signing key");
const OLD_SECRET = secretOf("older key");

let api: TestApi;
let dataset: string;
let connections = 0;
beforeAll(async () => {
  api = await openTestApi({
    // A batch is looked at after a long time, unless the provider tells that it has moved.
    environment: { SIMULATED_POLL_MS: String(12 * HOUR_MS) },
    // Batches end so long after the create that their remote id is known here, on a busy machine too.
    sandbox: {
      speed: 1000,
      timings: { validating: 2000, inProgress: 0, perRow: 0, finalizing: 0 },
    },
  });
  const lines = Array.from({ length: ROWS }, (_, i) => `row ${i + 1}`);
  dataset = (await api.upload(`text\n${lines.join("\n")}\n`)).body.id;
  await carryOutWhatIsDue();
}, 60_000);
beforeEach(() => api.line.sandbox.faults.replace({}));
afterAll(() => api?.close());

/** Everything that is due within the hour and what follows, but for looks at batches that are not. */
async function carryOutWhatIsDue(): Promise<void> {
  const { database } = api.line.process.runtime;
  for (;;) {
    const before = new Date(Date.now() + HOUR_MS);
    const tasks = (await findDueWork(database, before, 100)).flatMap(
      ({ organizationId, id, version, ...row }): FollowUp[] => {
        const task = dueTask(row);
        return task ? [{ task, payload: { organizationId, id, version } }] : [];
      },
    );
    if (tasks.length === 0) return;
    await drive(tasks);
  }
}

function drive(tasks: readonly FollowUp[]): Promise<void> {
  const after: DriveOptions["after"] = (_, { followUps }) =>
    followUps.filter(({ task }) => task !== "poll-batch");
  return api.line.drive(tasks, { after });
}

interface Hooked {
  readonly key: string;
  readonly connectionId: string;
}

/** A connection to an account of its own, whose webhook leads to it and is spoilt in these ways. */
async function hooked(effects: readonly WebhookEffect[] = [], secret = SECRET): Promise<Hooked> {
  const { sandbox } = api.line;
  const key = `sk-sandbox-account-${++connections}`;
  const { body: connection } = await api.call("POST", "/v1/connections", {
    body: { name: key, provider: "openai", apiKey: key, baseUrl: `${sandbox.url}/v1` },
  });
  await api.call("PATCH", `/v1/connections/${connection.id}`, { body: { hookSecret: secret } });
  const url = `${api.url}${new URL(connection.hook.url).pathname}`;
  sandbox.webhooks.replace([
    { provider: "openai", key, url, secret: SECRET, oldSecret: OLD_SECRET },
  ]);
  const calls = { on: "batches.retrieve", effect: "latency", delayMs: 0 } as const;
  const webhooks = effects.map((effect) => ({
    effect,
    ...(effect === "late" ? { delayMs: 4_000 } : {}),
    ...(effect === "out_of_order" ? { times: 1 } : {}),
  }));
  sandbox.faults.replace({ requests: [calls], webhooks });
  return { key, connectionId: connection.id };
}

/** A job whose one batch is at the provider, to be looked at much later; gives the job's id. */
async function sent({ connectionId }: Hooked): Promise<string> {
  const { body: job } = await api.call("POST", "/v1/jobs", {
    body: {
      ...{ name: "Hooked", datasetId: dataset, connectionId, model: "gpt-4o-mini" },
      ...{
        request: { prompt: "Classify this text: {{text}}", maxOutputTokens: 200 },
        autoApprove: true,
      },
    },
  });
  await carryOutWhatIsDue();
  expect(await batchOf(job.id)).toMatchObject({ state: "running" });
  return job.id;
}

async function batchOf(jobId: string) {
  const [batch, ...others] = await api.inside((scope) => batchesOf(scope, jobId));
  if (!batch || others.length > 0) throw new Error("the job has not one batch");
  return batch;
}

/** What our hook has answered to the deliveries about this job's batch, once there are so many. */
async function answered(jobId: string, count: number): Promise<(number | null)[]> {
  const { remoteId } = await batchOf(jobId);
  return until(`${count} deliveries are answered`, PATIENCE_MS, async () => {
    const tries = api.line.sandbox.webhooks.tries().filter((one) => one.batchId === remoteId);
    return tries.length >= count && tries.map(({ status }) => status);
  });
}

const looks = () => api.line.sandbox.faults.strikes().requests[0];
const isDue = async (jobId: string) => ((await batchOf(jobId)).dueAt ?? Infinity) <= new Date();

/** As when its time has come, or the queue brings the task once more. */
async function lookAt(jobId: string): Promise<void> {
  const { organizationId } = api;
  const { id, version } = await batchOf(jobId);
  await drive([{ task: "poll-batch", payload: { organizationId, id, version } }]);
}

/** Every row once in the results, at the provider and in the ledger. */
async function expectOneBill({ key }: Hooked, jobId: string): Promise<void> {
  const { body: job } = await api.call("GET", `/v1/jobs/${jobId}`);
  expect(job).toMatchObject({
    status: "completed",
    attention: null,
    counts: { rows: ROWS, pending: 0, succeeded: ROWS },
    cost: { waste: "0", unpricedRows: 0 },
  });
  const account = api.line.sandbox.account(key);
  expect(account.batches.total).toBe(1);
  expect(account.rows).toMatchObject({ sent: ROWS, executed: ROWS });
  const entries = await api.inside((scope) => scope.tx.ledgerEntry.findMany({ where: { jobId } }));
  const booked = entries.reduce((sum, { quantity }) => sum + Number(quantity), 0);
  expect(booked).toBe(account.tokens.input + account.tokens.output);
  expect(new Set(entries.map(({ meter }) => meter)).size).toBe(entries.length);
}

describe("a batch that has ended at the provider", () => {
  it("is looked at when the provider tells, and billed once", async () => {
    const account = await hooked();
    const job = await sent(account);
    expect(await isDue(job)).toBe(false);
    expect(await answered(job, 1)).toEqual([204]);
    expect(await isDue(job)).toBe(true);
    expect(looks()).toBe(0);
    await carryOutWhatIsDue();
    expect(looks()).toBe(LOOKS);
    await expectOneBill(account, job);
  });

  it("is looked at once though it is told twice, and the queue brings both tasks", async () => {
    const account = await hooked(["duplicate"]);
    const job = await sent(account);
    expect(await answered(job, 2)).toEqual([204, 204]);
    await carryOutWhatIsDue();
    await lookAt(job);
    expect(looks()).toBe(LOOKS);
    await expectOneBill(account, job);
  });

  it("is billed once when both tasks of a delivery sent twice run at the same time", async () => {
    const account = await hooked(["duplicate"]);
    const job = await sent(account);
    await answered(job, 2);
    await Promise.all([lookAt(job), lookAt(job)]);
    await carryOutWhatIsDue();
    await expectOneBill(account, job);
  });

  it("stays as it is when it is told late", async () => {
    const account = await hooked(["late"]);
    const job = await sent(account);
    await until("the batch ends", PATIENCE_MS, async () => {
      return api.line.sandbox.account(account.key).batches.byStatus.completed === 1;
    });
    await lookAt(job);
    await expectOneBill(account, job);
    const before = await batchOf(job);
    expect(before.state).not.toBe("running");
    expect(await answered(job, 1)).toEqual([204]);
    expect(await batchOf(job)).toEqual(before);
    await carryOutWhatIsDue();
    expect(looks()).toBe(LOOKS);
    await expectOneBill(account, job);
  });

  it("is looked at whichever of two is told first", async () => {
    const account = await hooked(["out_of_order"]);
    const first = await sent(account);
    await until("the first batch ends", PATIENCE_MS, async () => {
      return api.line.sandbox.account(account.key).batches.byStatus.completed === 1;
    });
    const second = await sent(account);
    await answered(first, 1);
    expect(api.line.sandbox.webhooks.tries()).toMatchObject([
      { batchId: (await batchOf(second)).remoteId, status: 204 },
      { batchId: (await batchOf(first)).remoteId, status: 204 },
    ]);
    await carryOutWhatIsDue();
    expect(looks()).toBe(2 * LOOKS);
    for (const id of [first, second]) {
      const { body: job } = await api.call("GET", `/v1/jobs/${id}`);
      expect(job).toMatchObject({ status: "completed", counts: { succeeded: ROWS } });
    }
  });

  it.each([
    ["after", SECRET],
    ["before", OLD_SECRET],
  ])(
    "is looked at when the secret is changed, %s the connection has the new one",
    async (_, own) => {
      const account = await hooked(["rotated_secret"], own);
      const job = await sent(account);
      expect(await answered(job, 1)).toEqual([204]);
      expect(await isDue(job)).toBe(true);
      await carryOutWhatIsDue();
      await expectOneBill(account, job);
    },
  );

  it.each(["bad_signature", "old_timestamp"] as const)(
    "is not moved by a delivery with %s, and is found at its time",
    async (effect) => {
      const account = await hooked([effect]);
      const job = await sent(account);
      const before = await batchOf(job);
      expect((await answered(job, 2)).slice(0, 2)).toEqual([401, 401]);
      expect(await batchOf(job)).toEqual(before);
      await carryOutWhatIsDue();
      expect([await isDue(job), looks()]).toEqual([false, 0]);
      await lookAt(job);
      await expectOneBill(account, job);
    },
  );

  it("is not moved by the hook of another connection", async () => {
    const other = await hooked();
    const account = await hooked();
    const url = `${api.url}/api/hooks/${other.connectionId}`;
    const { key } = account;
    api.line.sandbox.webhooks.replace([
      { provider: "openai", key, url, secret: SECRET, oldSecret: OLD_SECRET },
    ]);
    const job = await sent(account);
    const before = await batchOf(job);
    expect(await answered(job, 1)).toEqual([204]);
    expect(await batchOf(job)).toEqual(before);
    await lookAt(job);
    await expectOneBill(account, job);
  });

  it("is found at its time when nothing is told", async () => {
    const account = await hooked(["lost"]);
    const job = await sent(account);
    await until("the delivery is lost", PATIENCE_MS, async () => {
      return api.line.sandbox.faults.strikes().webhooks[0] === 1;
    });
    expect([await isDue(job), looks()]).toEqual([false, 0]);
    await lookAt(job);
    await expectOneBill(account, job);
  });
});
