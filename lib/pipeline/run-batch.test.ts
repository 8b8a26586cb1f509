import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { FaultPlanInput } from "../../sandbox/fault-schema";
import type { Sensitivity } from "../core/sensitivity";
import { batchesOf } from "../db/batch";
import { ProviderError } from "../errors";
import type { FollowUp } from "../queue/catalog";
import { csv, type JobLine, openJobLine, PROMPT, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { until } from "../testing/until";
import { createConnection } from "../workspace/create-connection";
import { requestCancel } from "../workspace/request-cancel";
import { retryJob } from "../workspace/retry-job";
import { updateConnection } from "../workspace/update-connection";
import { updateDataset } from "../workspace/update-dataset";
import { runBatch } from "./run-batch";

const PATIENT_MS = 30_000;
const ROWS = 40;

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(ROWS));
}, 60_000);
beforeEach(() => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
});
afterAll(() => tranche?.close());

const batches = (id: string) => tranche.inside((scope) => batchesOf(scope, id));
const isRun = ({ task }: FollowUp) => task === "run-batch";
const chat = (fault: object) => ({ on: "chat" as const, ...fault });
const lay = (...requests: object[]) =>
  tranche.line.sandbox.faults.replace({ requests: requests.map(chat) } as FaultPlanInput);

/** A job on an account of its own, up to the point where its rows would be sent. */
async function cut(change: object = {}) {
  const { line, runtime, organizationId } = tranche;
  const apiKey = `sk-sandbox-${runtime.newId("key")}`;
  const connection = await createConnection(runtime, organizationId, {
    ...{ id: runtime.newId("con"), name: apiKey, provider: "openai", apiKey, settings: {} },
    baseUrl: `${line.sandbox.url}/v1`,
  });
  const strategy = { type: "continuous", window: 4 } as const;
  const job = { connectionId: connection.id, strategy, ...change };
  const id = await tranche.estimated(dataset, job);
  const tasks = await tranche.drive(await tranche.approve(id), { leave: isRun });
  return { id, tasks, connection, asked: () => line.sandbox.account(apiKey).chat };
}

/** Every row once, in its order. */
async function expectEveryRow(id: string, status: string[] = Array(ROWS).fill("succeeded")) {
  const results = await tranche.results(id);
  expect(results.map(({ text }) => text)).toEqual(
    Array.from({ length: ROWS }, (_, i) => `row ${i + 1}`),
  );
  expect(results.map(({ tranche_status }) => tranche_status)).toEqual(status);
}

test("rows are sent once each, live on the screen, at the price of real time", async () => {
  const { id, tasks, asked } = await cut();
  expect(tasks).toHaveLength(1);
  const told: string[] = [];
  const tell = async (_: string, moved: { id: string }) => void told.push(moved.id);
  const left = await tranche.drive(tasks, { runtime: { ...tranche.runtime, tell } });
  expect(left).toEqual([]);
  expect(await tranche.job(id)).toMatchObject({
    status: "completed",
    counts: { rows: ROWS, succeeded: ROWS },
    cost: { savings: "0", waste: "0", unpricedRows: 0 },
  });
  const { billed, realtime } = (await tranche.job(id)).cost;
  expect(Number(billed)).toBeGreaterThan(0);
  expect(billed).toBe(realtime);
  expect(told).toContain(id);
  expect(asked()).toEqual({ requests: ROWS, executed: ROWS, refused: 0 });
  await expectEveryRow(id);
  const [batch] = await batches(id);
  expect(batch).toMatchObject({ channel: "realtime", remoteId: null, state: "settled" });
});

test("a job is cut into parts that several workers can share", async () => {
  const large = await tranche.upload(csv(5001));
  const strategy = { type: "continuous" } as const;
  const id = await tranche.estimated(large, { strategy });
  const tasks = await tranche.drive(await tranche.approve(id), { leave: isRun });
  expect(tasks).toHaveLength(2);
  expect(await batches(id)).toMatchObject([
    { channel: "realtime", state: "planned", rows: 5000 },
    { channel: "realtime", state: "planned", rows: 1 },
  ]);
});

test("the flex channel is booked and bounded at its own price", async () => {
  const request = { prompt: PROMPT, maxOutputTokens: 4000 };
  const [flex, realtime] = await Promise.all(
    (["flex", "realtime"] as const).map((channel) =>
      cut({ strategy: { type: "continuous", channel }, model: "gpt-5-mini", request }),
    ),
  );
  const ceilings = await Promise.all(
    [flex, realtime].map(async (one) => (await tranche.job(one?.id ?? "")).estimate?.ceiling),
  );
  expect(Number(ceilings[0]) * 2).toBeCloseTo(Number(ceilings[1]), 12);
  await tranche.drive(flex?.tasks ?? []);
  const { status, cost } = await tranche.job(flex?.id ?? "");
  expect({ status, cost }).toMatchObject({
    status: "completed",
    cost: { waste: "0", unpricedRows: 0, savings: cost.billed },
  });
  expect(Number(cost.billed) * 2).toBeCloseTo(Number(cost.realtime), 12);
});

test("a run that is taken over stops, and no row has two results", async () => {
  lay({ effect: "latency", delayMs: 150 });
  const { id, tasks, asked } = await cut();
  const [task] = tasks;
  if (!task) throw new Error("nothing to run");
  const first = runBatch(tranche.runtime, task.payload);
  const stored = await until("a checkpoint", PATIENT_MS, async () => {
    const [batch] = await batches(id);
    return batch?.checkpoints.length ? batch : null;
  });
  const before = asked().executed;
  expect(before).toBeLessThan(ROWS);
  tranche.skip(60_000);
  await tranche.drive([task]);
  expect(await first).toEqual({ followUps: [], moved: [] });
  const [batch] = await batches(id);
  expect(batch?.checkpoints).toHaveLength(2);
  expect(batch?.checkpoints[0]).toEqual(stored.checkpoints[0]);
  // What was stored by then is sent once, whatever the first one went on to send.
  const completed = stored.remoteCounts?.completed ?? 0;
  expect(completed).toBeGreaterThan(0);
  expect(asked().executed).toBeLessThanOrEqual(2 * ROWS - completed);
  expect(await tranche.job(id)).toMatchObject({ status: "completed", cost: { unpricedRows: 0 } });
  await expectEveryRow(id);
});

test("a worker that is asked to end waits for its answers and hands the rest over", async () => {
  lay({ effect: "latency", delayMs: 60 });
  const { id, tasks, asked } = await cut();
  const stopping = new AbortController();
  const end = until("some rows", PATIENT_MS, async () => asked().executed > 8);
  end.then(() => stopping.abort());
  const runtime = { ...tranche.runtime, stopping: stopping.signal };
  let runs = 0;
  const leave = (task: FollowUp) => isRun(task) && ++runs > 1;
  const left = await tranche.drive(tasks, { runtime, leave });
  expect(left).toHaveLength(1);
  const [batch] = await batches(id);
  expect(batch).toMatchObject({ state: "planned", claimToken: null });
  await tranche.drive(left);
  expect(asked().executed).toBe(ROWS);
  await expectEveryRow(id);
});

test("a storm of refusals, failing servers and a lost answer: every row in the end", async () => {
  lay(
    { effect: "status", status: 429, skip: 4, times: 6 },
    { effect: "status", status: 503, skip: 20, times: 1 },
    { effect: "drop", when: "after", skip: 30, times: 1 },
  );
  const { id, tasks, asked } = await cut();
  await tranche.drive(tasks);
  expect(await tranche.job(id)).toMatchObject({
    status: "completed",
    counts: { succeeded: ROWS },
    // The lost answer is on the bill, and nobody knows with how much.
    cost: { unpricedRows: 1 },
  });
  expect(asked().executed).toBe(ROWS + 1);
  await expectEveryRow(id);
});

test("a provider that answers nobody is left alone for as long as it asks", async () => {
  lay({ effect: "status", status: 429, retryAfter: 120, skip: 10, times: 4 });
  const { id, tasks, asked } = await cut();
  let runs = 0;
  const left = await tranche.drive(tasks, { leave: (task) => isRun(task) && ++runs > 1 });
  expect(left).toMatchObject([{ task: "run-batch", delayMs: 120_000 }]);
  const [waits] = await batches(id);
  expect(waits).toMatchObject({
    ...{ state: "planned", waits: 1 },
    error: { code: "waiting_for_provider", params: { kind: "rate_limited" } },
  });
  await tranche.drive(left);
  expect(await tranche.job(id)).toMatchObject({ status: "completed", attention: null });
  expect(asked().executed).toBe(ROWS);
  await expectEveryRow(id);
});

test("a row that failed again and again does not hold up the others, and is sent again in a repair", async () => {
  const { id, tasks, asked } = await cut();
  let failures = 0;
  const runtime = withSession(tranche.runtime, ({ complete }) => ({
    complete: async (request) => {
      if (!request.line.includes('row 7"') || ++failures > 3)
        return (await complete?.(request)) ?? "";
      throw new ProviderError("server", "complete: the provider answered 500", { status: 500 });
    },
  }));
  await tranche.drive(tasks, { runtime });
  expect(await tranche.job(id)).toMatchObject({
    status: "completed",
    cost: { unpricedRows: 0, waste: "0" },
  });
  expect(await batches(id)).toMatchObject([
    { attempt: 1, retryable: 1, succeeded: ROWS - 1, error: { code: "no_answer" } },
    { attempt: 2, rows: 1, succeeded: 1, channel: "realtime" },
  ]);
  expect(asked().executed).toBe(ROWS);
  await expectEveryRow(id);
});

test("a refused key stops the job where it is; after a retry the rest goes", async () => {
  lay({ effect: "status", status: 401, skip: 10 });
  const { id, tasks, asked } = await cut();
  await tranche.drive(tasks);
  const stopped = await tranche.job(id);
  expect(stopped).toMatchObject({ status: "running", attention: { code: "provider_refused_key" } });
  expect(asked().executed).toBe(10);
  const [batch] = await batches(id);
  expect(batch).toMatchObject({ state: "attention", remoteCounts: { completed: 10 } });
  lay();
  const { runtime, organizationId } = tranche;
  await tranche.drive((await retryJob(runtime, organizationId, id)).followUps);
  expect(await tranche.job(id)).toMatchObject({ status: "completed", attention: null });
  expect(asked().executed).toBe(ROWS);
  await expectEveryRow(id);
});

test("a job cancelled in the middle keeps what it paid for, and the rest costs nothing", async () => {
  lay({ effect: "latency", delayMs: 150 });
  const { id, tasks, asked } = await cut();
  const { runtime, organizationId } = tranche;
  const running = tranche.drive(tasks);
  await until("some rows", PATIENT_MS, async () => asked().executed > 4);
  const { followUps } = await requestCancel(runtime, organizationId, id);
  await tranche.drive(followUps, { leave: (task) => task.task !== "cancel-job" });
  await running;
  const { executed } = asked();
  expect(executed).toBeLessThan(ROWS);
  expect(await tranche.job(id)).toMatchObject({
    status: "cancelled",
    counts: { succeeded: executed, cancelled: ROWS - executed, pending: 0 },
    cost: { unpricedRows: 0, waste: "0" },
  });
});

test("rows that wait are cancelled, those answered before are collected", async () => {
  lay({ effect: "status", status: 401, skip: 10 });
  const { id, tasks } = await cut();
  await tranche.drive(tasks);
  const { runtime, organizationId } = tranche;
  await tranche.drive((await requestCancel(runtime, organizationId, id)).followUps);
  expect(await tranche.job(id)).toMatchObject({
    status: "cancelled",
    counts: { succeeded: 10, cancelled: ROWS - 10 },
    cost: { unpricedRows: 0 },
  });
});

test("nothing goes through a disabled connection, before or in the middle", async () => {
  const { id, tasks, connection, asked } = await cut();
  const { runtime, organizationId } = tranche;
  const set = (disabled: boolean) =>
    updateConnection(runtime, organizationId, { id: connection.id, disabled });
  const retry = async () => (await retryJob(runtime, organizationId, id)).followUps;
  await set(true);
  await tranche.drive(tasks);
  expect((await tranche.job(id)).attention).toMatchObject({ code: "connection_disabled" });
  expect(asked().requests).toBe(0);
  await set(false);
  lay({ effect: "latency", delayMs: 150 });
  const running = retry().then((again) => tranche.drive(again));
  await until("some rows", PATIENT_MS, async () => asked().executed > 4);
  await set(true);
  await running;
  expect((await tranche.job(id)).attention).toMatchObject({ code: "connection_disabled" });
  const { executed } = asked();
  expect(executed).toBeLessThan(ROWS);
  lay();
  await set(false);
  await tranche.drive(await retry());
  expect(asked().executed).toBe(ROWS);
  await expectEveryRow(id);
});

test("a label that is raised in the middle holds for the rows that are left", async () => {
  const { id, tasks, asked } = await cut();
  const { runtime, organizationId } = tranche;
  const label = (sensitivity: Sensitivity) =>
    updateDataset(runtime, organizationId, { id: dataset, sensitivity, mayLower: true });
  lay({ effect: "latency", delayMs: 150 });
  const running = tranche.drive(tasks);
  await until("some rows", PATIENT_MS, async () => asked().executed > 4);
  await label("no_retention");
  await running;
  expect((await tranche.job(id)).attention).toMatchObject({ code: "label_may_retain" });
  expect(asked().executed).toBeLessThan(ROWS);
  lay();
  await label("ordinary");
  await tranche.drive((await retryJob(runtime, organizationId, id)).followUps);
  expect(asked().executed).toBe(ROWS);
  await expectEveryRow(id);
});
