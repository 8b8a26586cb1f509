import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type BatchRecord, batchesOf } from "../db/batch";
import { openSession } from "../line/open-session";
import type { FollowUp } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { csv, type JobLine, openJobLine, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { recoverBatch } from "./recover-batch";

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(5));
}, 60_000);
beforeEach(() => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
});
afterAll(() => tranche?.close());

/** A job whose one batch waits to be submitted; the task that would do so. */
async function readyToSubmit(): Promise<{ id: string; task: FollowUp }> {
  const id = await tranche.estimated(dataset);
  const leave = ({ task }: FollowUp) => task === "submit-batch";
  const [task] = await tranche.drive(await tranche.approve(id), { leave });
  if (!task) throw new Error("there is nothing to submit");
  return { id, task };
}

/** The job's only batch. */
async function batchOf(id: string): Promise<BatchRecord> {
  const [batch, ...others] = await tranche.inside((scope) => batchesOf(scope, id));
  if (!batch || others.length > 0) throw new Error(`${others.length + 1} batches instead of one`);
  return batch;
}

/** How many remote batches were ever made for the job's batch, under whatever mark. */
async function remoteBatches(id: string): Promise<number> {
  const own = await batchOf(id);
  const marks = Object.values(tranche.line.sandbox.account().marks).flatMap(Object.entries);
  return marks.reduce(
    (total, [mark, { batches }]) => (mark.startsWith(`${own.id}-`) ? total + batches : total),
    0,
  );
}

async function expectWhole(id: string): Promise<void> {
  expect(await tranche.job(id)).toMatchObject({
    status: "completed",
    attention: null,
    counts: { rows: 5, pending: 0, succeeded: 5 },
    cost: { waste: "0", unpricedRows: 0 },
  });
  const results = await tranche.results(id);
  expect(results.map((row) => row.tranche_status)).toEqual(Array(5).fill("succeeded"));
  expect(await remoteBatches(id)).toBe(1);
}

/** The line with other settings, whose upload ends only when `meanwhile` has. */
function uploading(
  settings: Partial<Runtime["settings"]>,
  meanwhile: (runtime: Runtime) => Promise<void>,
): Runtime {
  const { runtime } = tranche;
  const own = { ...runtime, settings: { ...runtime.settings, ...settings } };
  return withSession(own, ({ stage }) => ({
    stage:
      stage &&
      (async (file) => {
        const stagedId = await stage(file);
        await meanwhile(own);
        return stagedId;
      }),
  }));
}

test("a claim is renewed while an upload lasts longer than a claim: nobody takes it over", async () => {
  const { id, task } = await readyToSubmit();
  const takeoverMs = 2_000;
  const claims = new Set<string | null>();
  const taken: FollowUp[] = [];
  let uploads = 0;
  const slow = uploading({ takeoverMs }, async (other) => {
    uploads += 1;
    for (const until = Date.now() + 1.75 * takeoverMs; Date.now() < until; await sleep(100)) {
      taken.push(...(await recoverBatch(other, task.payload)).followUps);
      claims.add((await batchOf(id)).claimToken);
    }
  });
  await tranche.drive([task], { runtime: slow });
  expect(taken).toEqual([]);
  expect(claims.size).toBe(1);
  expect(uploads).toBe(1);
  await expectWhole(id);
});

test("a worker whose claim was taken over during its upload creates nothing", async () => {
  const { id, task } = await readyToSubmit();
  const left: FollowUp[] = [];
  let late = true;
  const slow = uploading({}, async (other) => {
    if (!late) return;
    late = false;
    tranche.skip(other.settings.takeoverMs + 1);
    const leave = (next: FollowUp) => next.task === "poll-batch";
    left.push(...(await tranche.drive([{ ...task, task: "recover-batch" }], { leave })));
    expect((await batchOf(id)).state).toBe("running");
  });
  await tranche.drive([task], { runtime: slow });
  expect(left.map((next) => next.task)).toEqual(["poll-batch"]);
  expect((await batchOf(id)).state).toBe("running");
  await tranche.drive(left);
  await expectWhole(id);
});

/** Takes the batch's uploaded file away at the provider. */
async function removeStaged(id: string): Promise<void> {
  const { runtime, organizationId, connectionId } = tranche;
  const { stagedId } = await batchOf(id);
  expect(stagedId).not.toBeNull();
  const { session } = await openSession(runtime, organizationId, connectionId);
  await session.cleanUp({
    remoteId: "none",
    stagedId,
    mark: null,
    phase: { kind: "running" },
    rawState: "none",
    counts: null,
    createdAtMs: 0,
    endedAtMs: null,
    errors: [],
    usage: null,
    resultFileIds: [],
  });
}

test.each([
  ["at the next create", 1],
  ["after a long wait for room", 12],
])("a file that is gone at the provider %s is uploaded again", async (_, refusals) => {
  const { id, task } = await readyToSubmit();
  const { faults } = tranche.line.sandbox;
  faults.replace({
    requests: [{ on: "batches.create", effect: "status", status: 429, times: refusals }],
  });
  let submits = 0;
  const gone = new Set<string | null>();
  const left = await tranche.drive([task], {
    leave: () => submits > 40,
    deliver: async (next, once) => {
      const followUps = await once();
      if (next.task !== "submit-batch") return followUps;
      submits += 1;
      if (submits !== refusals) return followUps;
      gone.add((await batchOf(id)).stagedId);
      await removeStaged(id);
      return followUps;
    },
  });
  expect(faults.strikes().requests).toEqual([refusals]);
  expect(left).toEqual([]);
  const { stagedId, attempt } = await batchOf(id);
  expect(gone.has(stagedId)).toBe(false);
  expect(attempt).toBe(1);
  await expectWhole(id);
});

test("a provider that never finds what was uploaded is not asked for ever", async () => {
  const { id, task } = await readyToSubmit();
  tranche.line.sandbox.faults.replace({
    requests: [{ on: "batches.create", effect: "status", status: 404 }],
  });
  let tasks = 0;
  const left = await tranche.drive([task], { leave: () => ++tasks > 40 });
  expect(left).toEqual([]);
  expect((await tranche.job(id)).attention?.code).toBe("provider_refused_batch");
  expect(await batchOf(id)).toMatchObject({ state: "attention", dueAt: null });
});
