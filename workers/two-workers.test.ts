import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { batchesOf } from "../lib/db/batch";
import { findJob } from "../lib/db/job";
import type { FollowUp } from "../lib/queue/catalog";
import { dueTask } from "../lib/queue/due-task";
import { expectOneBill } from "../lib/testing/one-bill";
import { openQueueTables } from "../lib/testing/queue-tables";
import { testServers } from "../lib/testing/servers";
import type { TestLineOptions } from "../lib/testing/test-line";
import { until } from "../lib/testing/until";
import { openWorkedLine, type WorkedLine } from "../lib/testing/worked-line";
import { startWorker } from "../lib/testing/worker-process";

const PATIENCE_MS = 180_000;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(sandbox: TestLineOptions["sandbox"]): Promise<WorkedLine> {
  const worked = await openWorkedLine({
    serverUrl: testServers().databaseUrl,
    sandbox: sandbox ?? {},
  });
  closers.push(worked.close);
  return worked;
}

function start(worked: WorkedLine) {
  const worker = startWorker(worked.environment);
  closers.push(worker.kill);
  return worker;
}

test(
  "two workers and every task delivered three times over: each batch is sent and billed once",
  async () => {
    const worked = await open({
      faults: {
        requests: [{ on: "batches.create", effect: "latency", delayMs: 100 }],
        batches: [{ times: 5, rows: [{ outcome: "http_500", share: 0.2 }] }],
      },
    });
    const workers = [start(worked), start(worked)];
    await Promise.all(workers.map(({ ready }) => ready));
    const jobId = await worked.start({ rows: 400, rowsPerBatch: 20 });
    await deliverAgainUntilReported(worked, jobId);

    await worked.followToEnd(jobId);
    await expectOneBill(worked, jobId);
    expect(workers.map((worker) => worker.printed().includes("submit-batch"))).toEqual([
      true,
      true,
    ]);
  },
  PATIENCE_MS,
);

/**
 * Whenever a row has moved, the same work twice more, under ids that the queue does not know: nothing but the rows'
 * states keeps them apart.
 */
async function deliverAgainUntilReported(
  { line, inside, organizationId }: WorkedLine,
  jobId: string,
): Promise<void> {
  const seen = new Set<string>();
  for (;;) {
    const { job, batches } = await inside(async (scope) => ({
      job: await findJob(scope, jobId),
      batches: await batchesOf(scope, jobId),
    }));
    if (!job || job.reportedAt) return;
    const due = batches.filter(({ dueAt }) => dueAt !== null);
    const rows = [
      { kind: "job" as const, id: jobId, state: job.state, version: job.version },
      ...due.map(({ id, state, version }) => ({ kind: "batch" as const, id, state, version })),
    ].filter(({ id, version }) => !seen.has(`${id} ${version}`));
    for (const { id, version } of rows) seen.add(`${id} ${version}`);
    const tasks = rows.flatMap(({ id, version, ...row }): FollowUp[] => {
      const task = dueTask(row);
      const copies = [1_000_000 + version, 2_000_000 + version];
      return task
        ? copies.map((copy) => ({ task, payload: { organizationId, id, version: copy } }))
        : [];
    });
    await line.process.queue.enqueue(tasks);
    await sleep(50);
  }
}

test(
  "a worker that is killed leaves its tasks to the other one, which ends the job with one bill",
  async () => {
    const worked = await open({
      faults: { requests: [{ on: "files.content", effect: "latency", delayMs: 400 }] },
    });
    const tables = await openQueueTables(worked.line.database.url);
    closers.push(tables.close);
    const workers = [start(worked), start(worked)];
    await Promise.all(workers.map(({ ready }) => ready));
    const jobId = await worked.start({ rows: 300, rowsPerBatch: 50 });
    await until("each of them reads results", 60_000, async () => {
      const held = await tables.activeTasks();
      return held.filter((task) => task === "collect-batch").length >= 3;
    });
    await workers[0]?.kill();

    await worked.followToEnd(jobId);
    await expectOneBill(worked, jobId);
  },
  PATIENCE_MS,
);

test(
  "SIGTERM lets running tasks end, and ends the worker within ten seconds all the same",
  async () => {
    const worked = await open({
      faults: {
        requests: [
          { on: "batches.create", effect: "latency", delayMs: 1_000 },
          { on: "files.content", effect: "latency", delayMs: 30_000, times: 2 },
        ],
      },
    });
    const tables = await openQueueTables(worked.line.database.url);
    closers.push(tables.close);
    const stopDuring = async (task: string) => {
      const worker = start(worked);
      await until(`${task} begins for both batches`, 60_000, async () => {
        const held = await tables.activeTasks();
        return held.filter((name) => name === task).length === 2;
      });
      return worker.stop();
    };
    const jobId = await worked.start({ rows: 100, rowsPerBatch: 50 });

    const gentle = await stopDuring("submit-batch");
    expect(gentle).toMatchObject({ code: 0 });
    expect(gentle.ms).toBeLessThan(9_000);
    const sent = await worked.inside((scope) => batchesOf(scope, jobId));
    expect(sent.map(({ state, remoteId }) => [state, remoteId !== null])).toEqual([
      ["running", true],
      ["running", true],
    ]);
    expect(await tables.activeTasks()).toEqual([]);

    const forced = await stopDuring("collect-batch");
    expect(forced).toMatchObject({ code: 0 });
    expect(forced.ms).toBeGreaterThan(8_000);
    // Ten seconds, and what a busy machine takes to notice.
    expect(forced.ms).toBeLessThan(15_000);

    await tables.expireLocks();
    start(worked);
    await worked.followToEnd(jobId);
    await expectOneBill(worked, jobId);
  },
  PATIENCE_MS,
);
