import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { batchesOf } from "../lib/db/batch";
import { findJob } from "../lib/db/job";
import { openSession } from "../lib/line/open-session";
import { type FollowUp, TASK_NAMES, taskId } from "../lib/queue/catalog";
import { ANYWHERE } from "../lib/testing/anywhere";
import { csv, type DriveOptions, type JobLine, openJobLine } from "../lib/testing/job-line";
import { testServers } from "../lib/testing/servers";
import { createDataset } from "../lib/workspace/create-dataset";
import { requestCancel } from "../lib/workspace/request-cancel";
import { reconcile } from "./reconcile";
import { STEPS } from "./steps";

let tranche: JobLine;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
}, 60_000);
beforeEach(() => tranche.rewind());
afterAll(() => tranche?.close());

/** An uploaded file whose import has not begun. */
async function uploaded(rows: number): Promise<{ id: string; followUps: readonly FollowUp[] }> {
  const { runtime, organizationId } = tranche;
  const id = runtime.newId("ds");
  const source = (async function* () {
    yield Buffer.from(csv(rows));
  })();
  const file = { id, name: "rows", fileName: "rows.csv", source, ...ANYWHERE };
  const { followUps } = await createDataset(runtime, organizationId, file);
  return { id, followUps };
}

/** A lost create, a row to repair, and a row that fails. */
const FAULTS = {
  requests: [
    { on: "batches.create" as const, effect: "drop" as const, when: "after" as const, times: 1 },
  ],
  batches: [
    {
      times: 1,
      rows: [
        { outcome: "http_500" as const, lines: [2] },
        { outcome: "http_400" as const, lines: [3] },
      ],
    },
  ],
};

/** How data and organizations end: their own tests cut them off at each point and repeat them. */
const OF_THE_END = ["apply-retention", "close-organization", "delete-content"];

const JOB = { strategy: { type: "static", maxRowsPerBatch: 5 }, autoApprove: true } as const;

/** Nothing was done twice: not a row, not a remote batch, not an entry of the ledger, not a repair. */
async function expectDoneOnce(id: string): Promise<void> {
  const { job, batches, entries } = await tranche.inside(async (scope) => ({
    job: await findJob(scope, id),
    batches: await batchesOf(scope, id),
    entries: await scope.tx.ledgerEntry.findMany({
      where: { organizationId: scope.organizationId, jobId: id },
    }),
  }));
  expect(job).toMatchObject({
    state: "completed_with_errors",
    ...{ rows: 10, pending: 0, succeeded: 9, failed: 1, retryable: 0 },
  });
  expect(job?.reportedAt).not.toBeNull();
  const sent = batches.map(({ attempt, rows, state }) => ({ attempt, rows, state }));
  expect(sent).toEqual([
    { attempt: 1, rows: 5, state: "settled" },
    { attempt: 1, rows: 5, state: "settled" },
    { attempt: 2, rows: 1, state: "settled" },
  ]);
  const own = entries.filter((entry) => batches.some((b) => b.remoteId === entry.remoteId));
  const keys = own.map(({ batchId, meter, usable }) => `${batchId} ${meter} ${usable}`).sort();
  const meters = batches.flatMap((b) => [`${b.id} input true`, `${b.id} output true`]);
  expect(keys).toEqual(meters.sort());
  const marks = Object.values(tranche.line.sandbox.account().marks).flatMap(Object.entries);
  for (const batch of batches) {
    const [[, mark]] = marks.filter(([name]) => name.startsWith(`${batch.id}-`)) as [
      [string, { batches: number }],
    ];
    expect(mark.batches).toBe(1);
  }
}

test("every step delivered twice, at once and again, does its work once", async () => {
  const seen = new Set<string>();
  const deliver: DriveOptions["deliver"] = async ({ task }, once) => {
    seen.add(task);
    const atOnce = await Promise.all([once(), once()]);
    const all = [...atOnce.flat(), ...(await once())];
    return [...new Map(all.map((next) => [taskId(next.task, next.payload), next])).values()];
  };
  const { runtime, organizationId, connectionId } = tranche;
  tranche.line.sandbox.faults.replace(FAULTS);
  const { id: dataset, followUps } = await uploaded(10);
  const id = await tranche.estimated(dataset, JOB);
  await tranche.drive(followUps, { deliver });
  await expectDoneOnce(id);

  const batch = (await tranche.inside((scope) => batchesOf(scope, id))).at(-1);
  const { session } = await openSession(runtime, organizationId, connectionId);
  const second = {
    mark: `${batch?.id}-0`,
    endpoint: "/v1/chat/completions",
    model: "gpt-4o-mini",
    completionWindowHours: 24,
    requests: { kind: "staged", id: batch?.stagedId ?? "" },
  } as const;
  const { remoteId } = await session.submit(second, 10_000);
  const payload = { organizationId, id: connectionId, version: 0 };
  await tranche.drive([{ task: "sweep-connection", payload }], { deliver });
  const waste = await tranche.inside((scope) =>
    scope.tx.ledgerEntry.findMany({ where: { organizationId, remoteId } }),
  );
  expect(waste.map(({ usable, meter }) => `${usable} ${meter}`).sort()).toEqual([
    "false input",
    "false output",
  ]);

  tranche.line.sandbox.faults.replace({});
  const live = await tranche.run(dataset, { strategy: { type: "continuous" } }, { deliver });
  expect(await tranche.job(live)).toMatchObject({
    status: "completed",
    counts: { rows: 10, pending: 0, succeeded: 10 },
  });

  const stopped = await tranche.estimated(dataset, { ...JOB, autoApprove: false });
  const leave = ({ task }: FollowUp) => task === "submit-batch";
  await tranche.drive(await tranche.approve(stopped), { leave });
  const cancel = await requestCancel(runtime, organizationId, stopped);
  await tranche.drive(cancel.followUps, { deliver });
  expect(await tranche.job(stopped)).toMatchObject({
    status: "cancelled",
    counts: { rows: 10, pending: 0, cancelled: 10 },
  });
  expect([...seen, ...OF_THE_END].sort()).toEqual([...TASK_NAMES].sort());
}, 60_000);

test("with every message of the queue lost, what is due in the database drives a job to its end", async () => {
  tranche.line.sandbox.faults.replace(FAULTS);
  const { id: dataset } = await uploaded(10);
  const { runtime, line } = tranche;
  const id = await tranche.estimated(dataset, JOB);
  const started: FollowUp[] = [];
  const lossy = {
    ...line.process,
    runtime,
    queue: {
      ...line.process.queue,
      enqueue: async (tasks: readonly FollowUp[]) => void started.push(...tasks),
    },
  };
  const names = new Set<string>();
  const reported = async () =>
    (await tranche.inside((scope) => findJob(scope, id)))?.reportedAt ?? null;
  for (let round = 0; round < 100 && (await reported()) === null; round++) {
    await reconcile(lossy);
    for (const { task, payload } of started.splice(0)) {
      names.add(task);
      await STEPS[task](runtime, payload);
    }
    tranche.skip(5_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await expectDoneOnce(id);
  const others = ["run-batch", "settle-extra", "sweep-connection", "cancel-job"];
  expect([...names, ...others, ...OF_THE_END].sort()).toEqual([...TASK_NAMES].sort());
  await reconcile(lossy);
  expect(started).toEqual([]);
}, 60_000);
