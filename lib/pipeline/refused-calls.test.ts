import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { RequestKind } from "../../sandbox/fault-schema";
import { type BatchRecord, batchesOf } from "../db/batch";
import type { FollowUp, TaskName } from "../queue/catalog";
import { csv, type DriveOptions, type JobLine, openJobLine } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { requestCancel } from "../workspace/request-cancel";
import { retryJob } from "../workspace/retry-job";

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(8));
}, 60_000);
beforeEach(() => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
});
afterAll(() => tranche?.close());

const EVERY_ROW = { rows: 8, pending: 0, succeeded: 0, failed: 0, expired: 0, cancelled: 0 };
const LOST_CREATE = { on: "batches.create", effect: "drop", when: "after", times: 1 } as const;

const batches = (id: string) => tranche.inside((scope) => batchesOf(scope, id));
const only = (...tasks: TaskName[]) => ({
  leave: ({ task }: FollowUp) => !tasks.includes(task),
});

/** A job whose batches wait to be submitted; the tasks that would do so. */
async function readyToSubmit(rowsPerBatch: number): Promise<{ id: string; tasks: FollowUp[] }> {
  const strategy = { type: "static", maxRowsPerBatch: rowsPerBatch } as const;
  const id = await tranche.estimated(dataset, { strategy });
  const tasks = await tranche.drive(await tranche.approve(id), only("cut-job"));
  return { id, tasks: [...tasks] };
}

/** Runs at most so many tasks: more would be a call that is repeated for ever. */
function drive(start: readonly FollowUp[], deliver?: DriveOptions["deliver"]) {
  let left = 60;
  return tranche.drive(start, { leave: () => left-- <= 0, ...(deliver ? { deliver } : {}) });
}

/** From now on the provider refuses calls, of this kind or all, with this status. */
function refuse(status: number, on: RequestKind | "*" = "*"): void {
  tranche.line.sandbox.faults.replace({ requests: [{ on, effect: "status", status }] });
}

function remoteBatches(own: readonly BatchRecord[]): number[] {
  const marks = Object.values(tranche.line.sandbox.account().marks).flatMap(Object.entries);
  return own.map(({ id }) =>
    marks.reduce((sum, [mark, made]) => (mark.startsWith(`${id}-`) ? sum + made.batches : sum), 0),
  );
}

const CALLS = [
  { step: "poll-batch", call: "batches.retrieve" },
  { step: "collect-batch", call: "batches.retrieve" },
  { step: "collect-batch", call: "files.content" },
  { step: "recover-batch", call: "batches.list" },
] as const;

const CODES = { 401: "provider_refused_key", 404: "provider_refused_batch" } as const;

test.each(
  CALLS.flatMap((call) => [
    { ...call, status: 401 as const },
    { ...call, status: 404 as const },
  ]),
)(
  "$call answered with $status in $step asks a person, whose retry ends the job",
  async ({ step, call, status }) => {
    const { id, tasks } = await readyToSubmit(8);
    if (step === "recover-batch") {
      tranche.line.sandbox.faults.replace({ requests: [LOST_CREATE] });
    }
    const refused = await drive(tasks, ({ task }, once) => {
      if (task === step) refuse(status, call);
      return once();
    });
    expect(refused).toEqual([]);
    expect((await tranche.job(id)).attention?.code).toBe(CODES[status]);
    expect((await tranche.job(id)).counts).toMatchObject({ rows: 8, pending: 8 });
    expect(await batches(id)).toMatchObject([{ state: "attention", dueAt: null }]);

    tranche.line.sandbox.faults.replace({});
    const { followUps } = await retryJob(tranche.runtime, tranche.organizationId, id);
    expect(await drive(followUps)).toEqual([]);
    expect(await tranche.job(id)).toMatchObject({
      status: "completed",
      attention: null,
      counts: { ...EVERY_ROW, succeeded: 8 },
      cost: { waste: "0", unpricedRows: 0 },
    });
    const results = await tranche.results(id);
    expect(results.map((row) => row.tranche_status)).toEqual(Array(8).fill("succeeded"));
    expect(remoteBatches(await batches(id))).toEqual([1]);
  },
);

/** A running job of which one batch is at the provider, one to be collected, one lost in its create, and one not sent. */
async function inEveryState(): Promise<{ id: string; left: FollowUp[] }> {
  const { id, tasks } = await readyToSubmit(2);
  const [running, ended, lost, waiting] = tasks.map((task) => [task]);
  const left: FollowUp[] = [...(waiting ?? [])];
  left.push(...(await tranche.drive(running ?? [], only("submit-batch"))));
  left.push(...(await tranche.drive(ended ?? [], only("submit-batch", "poll-batch"))));
  tranche.line.sandbox.faults.replace({ requests: [LOST_CREATE] });
  left.push(...(await tranche.drive(lost ?? [], only("submit-batch"))));
  const states = (await batches(id)).map(({ state }) => state);
  expect(states).toEqual(["running", "collecting", "submitting", "planned"]);
  return { id, left };
}

const LOOK_AGAIN_MS = 30_000;

/** Asks for the cancel, and looks again after a while as the database's due times would. */
async function cancel(id: string, left: readonly FollowUp[]): Promise<void> {
  const { followUps } = await requestCancel(tranche.runtime, tranche.organizationId, id);
  expect(await drive([...followUps, ...left])).toEqual([]);
  tranche.skip(LOOK_AGAIN_MS);
  expect(await drive(followUps)).toEqual([]);
}

test.each([
  ["whose key is revoked", 401],
  ["whose batches the provider no longer knows", 404],
])("a cancelled job %s ends, with every row and what nobody can price", async (_, status) => {
  const { id, left } = await inEveryState();
  refuse(status);
  await cancel(id, left);

  const unread = { kind: "given-up", code: "cancelled_unread" };
  const unsent = { kind: "unsent", code: "cancelled_before_sending" };
  const given = { state: "settled", rows: 2, cancelled: 2, fault: unread, unpricedRows: 2 };
  expect(await batches(id)).toMatchObject([
    given,
    given,
    given,
    { state: "settled", rows: 2, cancelled: 2, fault: unsent, unpricedRows: 0 },
  ]);
  expect(await tranche.job(id)).toMatchObject({
    status: "cancelled",
    attention: null,
    counts: { ...EVERY_ROW, cancelled: 8 },
    cost: { billed: "0", realtime: "0", savings: "0", waste: "0", unpricedRows: 6 },
  });
  const results = await tranche.results(id);
  expect(results.map((row) => row.tranche_status)).toEqual(Array(8).fill("cancelled"));
  expect(results.map((row) => row.tranche_error)).toEqual([
    ...Array(6).fill(unread.code),
    ...Array(2).fill(unsent.code),
  ]);
  expect(results.every((row) => row.tranche_cost_usd === null)).toBe(true);
});

test("a batch that waits for a person because of its key is given up when its job is cancelled", async () => {
  const { id, tasks } = await readyToSubmit(8);
  const polls = await tranche.drive(tasks, only("submit-batch"));
  refuse(401);
  expect(await drive(polls)).toEqual([]);
  expect(await batches(id)).toMatchObject([{ state: "attention" }]);
  await cancel(id, []);
  expect(await tranche.job(id)).toMatchObject({
    status: "cancelled",
    attention: null,
    counts: { ...EVERY_ROW, cancelled: 8 },
    cost: { billed: "0", unpricedRows: 8 },
  });
});

test("a create that the key may not make was not sent, and says so when the job is cancelled", async () => {
  const { id, tasks } = await readyToSubmit(8);
  refuse(401, "batches.create");
  expect(await drive(tasks)).toEqual([]);
  expect((await tranche.job(id)).attention?.code).toBe("provider_refused_key");
  await cancel(id, []);
  expect(await tranche.job(id)).toMatchObject({
    status: "cancelled",
    counts: { ...EVERY_ROW, cancelled: 8 },
    cost: { billed: "0", unpricedRows: 0 },
  });
});

test("a cancelled job whose key works keeps what was done", async () => {
  const { id, left } = await inEveryState();
  await cancel(id, left);
  expect(await tranche.job(id)).toMatchObject({
    status: "cancelled",
    counts: { ...EVERY_ROW, succeeded: 6, cancelled: 2 },
    cost: { waste: "0", unpricedRows: 0 },
  });
});

test("a batch says that it waits for its provider until the provider answers again", async () => {
  const { id, tasks } = await readyToSubmit(8);
  const { faults } = tranche.line.sandbox;
  faults.replace({ batches: [{ unknownStatus: { status: "thinking", polls: 2 } }] });
  const polls = await tranche.drive(tasks, only("submit-batch"));
  const onePoll = async (tasks: readonly FollowUp[]) => {
    let polled = 0;
    const leave = () => ++polled > 1;
    return tranche.drive(tasks, { leave });
  };
  faults.replace({ requests: [{ on: "batches.retrieve", effect: "status", status: 503 }] });
  const later = await onePoll(polls);
  expect(await batches(id)).toMatchObject([
    { state: "running", error: { code: "waiting_for_provider" } },
  ]);
  faults.replace({});
  await onePoll(later);
  expect(await batches(id)).toMatchObject([
    { state: "running", remoteState: "thinking", error: null },
  ]);
});
