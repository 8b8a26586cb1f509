import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { batchesOf } from "../db/batch";
import { openSession } from "../line/open-session";
import type { FollowUp } from "../queue/catalog";
import { csv, type JobLine, openJobLine, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { retryJob } from "../workspace/retry-job";
import { recoverBatch } from "./recover-batch";
import { submitBatch } from "./submit-batch";
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

/** A job whose batches wait to be submitted; the tasks that would do so. */
async function readyToSubmit(rowsPerBatch = 6): Promise<{ id: string; tasks: FollowUp[] }> {
  const strategy = { type: "static", maxRowsPerBatch: rowsPerBatch } as const;
  const id = await tranche.estimated(dataset, { strategy });
  const leave = ({ task }: FollowUp) => task === "submit-batch";
  return { id, tasks: [...(await tranche.drive(await tranche.approve(id), { leave }))] };
}

const batches = (id: string) => tranche.inside((scope) => batchesOf(scope, id));

/** How many remote batches there are under each mark of the job. */
async function remoteBatches(id: string): Promise<number[]> {
  const own = (await batches(id)).map((batch) => batch.id);
  const marks = Object.values(tranche.line.sandbox.account().marks).flatMap(Object.entries);
  return marks.flatMap(([mark, { batches: count }]) =>
    own.some((batch) => mark.startsWith(`${batch}-`)) ? [count] : [],
  );
}

const extras = (id: string) =>
  tranche.inside((scope) =>
    scope.tx.extraBatch.findMany({
      where: { organizationId: scope.organizationId, batch: { jobId: id } },
    }),
  );

const ledger = (id: string) =>
  tranche.inside((scope) =>
    scope.tx.ledgerEntry.findMany({ where: { organizationId: scope.organizationId, jobId: id } }),
  );

const single = <T>([first]: readonly T[]): T => {
  if (first === undefined) throw new Error("there is none");
  return first;
};

test.each([
  ["the answer is lost after the create", { effect: "drop", when: "after" }],
  ["the answer is cut in the middle", { effect: "drop", when: "midway" }],
  ["the create is kept and answered with 500", { effect: "status", when: "after", status: 500 }],
  ["the connection drops before the create", { effect: "drop", when: "before" }],
  ["the create is answered with 500 and not kept", { effect: "status", status: 500 }],
  ["the create is answered with 429", { effect: "status", status: 429, retryAfter: 2 }],
] as const)("one remote batch for each mark when %s", async (_, fault) => {
  const { id, tasks } = await readyToSubmit(3);
  const { faults } = tranche.line.sandbox;
  faults.replace({ requests: [{ on: "batches.create", times: 2, ...fault }] });
  await tranche.drive(tasks, { leave: ({ task }) => task === "poll-batch" });
  expect(faults.strikes().requests).toEqual([2]);
  expect(await remoteBatches(id)).toEqual([1, 1]);
  expect((await batches(id)).map(({ state }) => state)).toEqual(["running", "running"]);
  expect(await extras(id)).toEqual([]);
});

test("a create is posted once, whatever the answer", async () => {
  const { tasks } = await readyToSubmit(1);
  const { faults } = tranche.line.sandbox;
  const answers = [408, 409, 429, 500, 503].map((status) => ({
    effect: "status" as const,
    status,
  }));
  for (const [i, answer] of [...answers, { effect: "drop" as const }].entries()) {
    faults.replace({ requests: [{ on: "batches.create", ...answer }] });
    await submitBatch(tranche.runtime, single(tasks.slice(i)).payload);
    expect(faults.strikes().requests).toEqual([1]);
  }
});

test("of many workers that race for a batch, one creates it", async () => {
  const { id, tasks } = await readyToSubmit(1);
  const racing = tasks.flatMap((task) => [task, task, task, task]);
  const results = await Promise.all(
    racing.map(({ payload }) => submitBatch(tranche.runtime, payload)),
  );
  const followUps = results.flatMap((result) => result.followUps);
  expect(followUps.map(({ task }) => task)).toEqual(Array(6).fill("poll-batch"));
  expect(await remoteBatches(id)).toEqual([1, 1, 1, 1, 1, 1]);
});

/** Submits with a worker that is put to sleep after its create; `meanwhile` is what others do. */
async function submitLate(task: FollowUp, meanwhile: () => Promise<void>): Promise<FollowUp[]> {
  const late = withSession(tranche.runtime, (session) => ({
    submit: async (batch, timeoutMs) => {
      const snapshot = await session.submit(batch, timeoutMs);
      await meanwhile();
      return snapshot;
    },
  }));
  return [...(await submitBatch(late, task.payload)).followUps];
}

/** The task that takes over a batch whose claim has run out. */
function takeOver(id: string): Promise<FollowUp> {
  tranche.skip(tranche.runtime.settings.takeoverMs + 1_000);
  return batches(id).then((all) => {
    const { id: batchId, version } = single(all);
    const { organizationId } = tranche;
    return { task: "recover-batch", payload: { organizationId, id: batchId, version } };
  });
}

test("the late answer of a lost claim is an extra batch: cancelled and booked as waste", async () => {
  const { id, tasks } = await readyToSubmit();
  const blind = withSession(tranche.runtime, () => ({ find: async () => ({ kind: "absent" }) }));
  const followUps = await submitLate(single(tasks), async () => {
    await tranche.drive([await takeOver(id)], { runtime: blind });
  });
  expect(followUps.map(({ task }) => task)).toEqual(["settle-extra"]);
  await tranche.drive(followUps);

  const extra = single(await extras(id));
  expect(extra.settledAt).not.toBeNull();
  const entries = await ledger(id);
  const wasted = entries.filter((entry) => entry.remoteId === extra.remoteId);
  expect(wasted.length).toBeGreaterThan(0);
  expect(wasted.every((entry) => !entry.usable && entry.realtime.isZero())).toBe(true);
  const used = entries.filter((entry) => entry.remoteId !== extra.remoteId);
  expect(used.every((entry) => entry.usable)).toBe(true);
  expect((await tranche.job(id)).counts).toMatchObject({ rows: 6, succeeded: 6, pending: 0 });
});

test("the late answer of a lost claim is no extra batch when another worker adopted it", async () => {
  const { id, tasks } = await readyToSubmit();
  const followUps = await submitLate(single(tasks), async () => {
    await tranche.drive([await takeOver(id)]);
  });
  expect(followUps).toEqual([]);
  expect(await extras(id)).toEqual([]);
  expect((await ledger(id)).every((entry) => entry.usable)).toBe(true);
});

test("a remote batch given up as extra is never adopted by the worker that looks for it", async () => {
  const { id, tasks } = await readyToSubmit();
  let found = () => {};
  const looked = new Promise<void>((resolve) => {
    found = resolve;
  });
  let answered = () => {};
  const noted = new Promise<void>((resolve) => {
    answered = resolve;
  });
  const slow = withSession(tranche.runtime, (session) => ({
    find: async (...args) => {
      found();
      await noted;
      return session.find(...args);
    },
  }));
  let recovered: Promise<readonly FollowUp[]> | undefined;
  const late = await submitLate(single(tasks), async () => {
    const { payload } = await takeOver(id);
    recovered = recoverBatch(slow, payload).then((result) => result.followUps);
    await looked;
  });
  expect(late.map(({ task }) => task)).toEqual(["settle-extra"]);
  answered();
  await tranche.drive([...late, ...((await recovered) ?? [])]);
  const [batch] = await batches(id);
  const given = (await extras(id)).map((extra) => extra.remoteId);
  expect(given).not.toContain(batch?.remoteId);
  expect((await tranche.job(id)).counts).toMatchObject({ rows: 6, succeeded: 6, pending: 0 });
});

test("an earlier submission that was refused is not taken for the one that was lost", async () => {
  const { id, tasks } = await readyToSubmit();
  tranche.line.sandbox.faults.replace({
    batches: [{ times: 1, failWith: { code: "token_limit_exceeded", message: "full" } }],
    requests: [{ on: "batches.create", effect: "drop", when: "after", skip: 1, times: 1 }],
  });
  await tranche.drive(tasks);
  expect(await remoteBatches(id)).toEqual([1, 1]);
  expect(await extras(id)).toEqual([]);
  const job = await tranche.job(id);
  expect(job.status).toBe("completed");
  expect(job.cost.waste).toBe("0");
});

test("a sweep finds a second remote batch under one mark, and books it as waste", async () => {
  const { id, tasks } = await readyToSubmit();
  await tranche.drive(tasks);
  const { organizationId, connectionId, runtime } = tranche;
  const batch = single(await batches(id));
  const { session } = await openSession(runtime, organizationId, connectionId);
  const second = {
    mark: `${batch.id}-0`,
    endpoint: "/v1/chat/completions",
    model: "gpt-4o-mini",
    completionWindowHours: 24,
    requests: { kind: "staged", id: batch.stagedId ?? "" },
  } as const;
  await session.submit(second, 10_000);
  const payload = { organizationId, id: connectionId, version: 0 };
  const { followUps } = await sweepConnection(runtime, payload);
  expect(followUps.map(({ task }) => task)).toEqual(["settle-extra"]);
  expect((await sweepConnection(runtime, payload)).followUps).toEqual([]);
  const before = (await tranche.job(id)).cost;
  await tranche.drive(followUps);
  const after = (await tranche.job(id)).cost;
  expect(before.waste).toBe("0");
  expect(Number(after.waste)).toBeGreaterThan(0);
  expect(after.realtime).toBe(before.realtime);
});

test("a provider that cannot tell stops the batch until a person decides", async () => {
  const { id, tasks } = await readyToSubmit();
  const unknowing = withSession(tranche.runtime, () => ({
    find: async () => ({ kind: "unknowable", reason: "no list" }),
  }));
  tranche.line.sandbox.faults.replace({
    requests: [{ on: "batches.create", effect: "drop", when: "after", times: 1 }],
  });
  await tranche.drive(tasks, { runtime: unknowing });
  const job = await tranche.job(id);
  expect(job.attention?.code).toBe("submission_unknown");
  expect(job.counts.pending).toBe(6);
  expect(single(await batches(id))).toMatchObject({ state: "attention", dueAt: null });
  expect(await remoteBatches(id)).toEqual([1]);

  const { followUps } = await retryJob(tranche.runtime, tranche.organizationId, id);
  await tranche.drive(followUps);
  expect(await tranche.job(id)).toMatchObject({ status: "completed", attention: null });
});

test("absence counts only when the provider's list had time to show the batch", async () => {
  const { id, tasks } = await readyToSubmit();
  const quietMs = 30_000;
  const { settings } = tranche.runtime;
  const quiet = { ...tranche.runtime, settings: { ...settings, quietMs } };
  const blind = withSession(quiet, () => ({ find: async () => ({ kind: "absent" }) }));
  tranche.line.sandbox.faults.replace({
    requests: [{ on: "batches.create", effect: "drop", when: "after", times: 1 }],
  });
  const lost = single((await submitBatch(quiet, single(tasks).payload)).followUps);
  expect(lost).toMatchObject({ task: "recover-batch", delayMs: quietMs });
  tranche.skip(quietMs + 1);
  const looked = single((await recoverBatch(blind, lost.payload)).followUps);
  expect(looked.task).toBe("recover-batch");
  const batch = single(await batches(id));
  const quietUntil = (batch.creatingAt?.getTime() ?? 0) + settings.createTimeoutMs + quietMs;
  expect(batch.state).toBe("submitting");
  expect(batch.dueAt?.getTime()).toBe(quietUntil);

  const leave = ({ task }: FollowUp) => task === "poll-batch";
  await tranche.drive([looked], { runtime: quiet, leave });
  expect(await remoteBatches(id)).toEqual([1]);
});

test("a claim that was never used is given back without asking the provider", async () => {
  const { id, tasks } = await readyToSubmit();
  const crash = withSession(tranche.runtime, () => ({
    stage: () => Promise.reject(new Error("the process died")),
  }));
  await submitBatch(crash, single(tasks).payload).catch(() => undefined);
  expect(single(await batches(id)).state).toBe("submitting");
  const deaf = withSession(tranche.runtime, () => ({
    find: () => Promise.reject(new Error("asked for nothing")),
  }));
  const early = { ...single(tasks).payload, version: 1 };
  expect((await recoverBatch(deaf, early)).followUps).toEqual([]);
  const leave = ({ task }: FollowUp) => task === "poll-batch";
  await tranche.drive([await takeOver(id)], { runtime: deaf, leave });
  expect(single(await batches(id)).state).toBe("running");
  expect(await remoteBatches(id)).toEqual([1]);
});
