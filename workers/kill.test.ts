import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findJob } from "../lib/db/job";
import type { TaskName } from "../lib/queue/catalog";
import { expectOneBill } from "../lib/testing/one-bill";
import { openQueueTables, type QueueTables } from "../lib/testing/queue-tables";
import { testServers } from "../lib/testing/servers";
import { openWorkedLine, type WorkedLine } from "../lib/testing/worked-line";
import { type KeptWorker, keepWorker } from "../lib/testing/worker-process";

const PATIENCE_MS = 400_000;
const GLANCE_MS = 2;

/** A create is answered late, after it was done; the other calls are slow enough to be cut. Three batches need repair. */
const SLOW_AND_FAULTY = {
  requests: [
    {
      on: "batches.create" as const,
      effect: "latency" as const,
      when: "after" as const,
      delayMs: 400,
    },
    ...(["files.create", "batches.list", "batches.retrieve", "files.content"] as const).map(
      (on) => ({
        ...{ on, effect: "latency" as const, delayMs: 100 },
      }),
    ),
  ],
  batches: [{ times: 3, rows: [{ outcome: "http_500" as const, share: 0.2 }] }],
};

/** How long after its begin each step is struck, in milliseconds. Each blow falls once. */
const BLOWS: Partial<Record<TaskName, readonly number[]>> = {
  "import-dataset": [0, 50, 100],
  "estimate-job": [0, 50],
  "cut-job": [0, 50],
  "submit-batch": [0, 100, 200, 300],
  "recover-batch": [0, 100],
  "poll-batch": [0, 100],
  "collect-batch": [0, 100, 200],
  "repair-batch": [0, 50],
  "finish-job": [0, 50],
  "report-job": [0, 20],
};

let worked: WorkedLine;
let tables: QueueTables;
let worker: KeptWorker;

beforeAll(async () => {
  worked = await openWorkedLine({
    serverUrl: testServers().databaseUrl,
    sandbox: { faults: SLOW_AND_FAULTY },
  });
  tables = await openQueueTables(worked.line.database.url);
  worker = keepWorker(worked.environment);
}, 60_000);
afterAll(async () => {
  await worker.close();
  await tables.close();
  await worked.close();
});

test(
  "killed at every step, many times, the worker ends the job with every row and one bill",
  async () => {
    const jobId = await worked.start({ rows: 300, rowsPerBatch: 60 });
    const due = new Map(Object.entries(BLOWS).map(([task, blows]) => [task, [...blows]]));
    let answersToLose = 2;
    let created = 0;
    while (!(await isReported(jobId))) {
      const task = (await tables.activeTasks()).find((held) => due.get(held)?.length);
      if (answersToLose > 0 && createdAtProvider() > created) {
        await killHolding(due);
        created = createdAtProvider();
        answersToLose -= 1;
      } else if (task) await strike(due, task);
      else await sleep(GLANCE_MS);
    }
    await worked.followToEnd(jobId);
    await expectOneBill(worked, jobId);
    expect(answersToLose).toBe(0);
    expect([...due].filter(([, blows]) => blows.length > 0)).toEqual([]);
  },
  PATIENCE_MS,
);

/** The answer to a create is held back, so a kill at the moment when this grows leaves a batch that nobody knows of. */
const createdAtProvider = (): number => worked.line.sandbox.account().batches.total;

/**
 * Lets a step go on for as long as its next blow says, and kills the worker. A blow that came too late, when its step
 * was done, falls sooner the next time.
 */
async function strike(due: Map<string, number[]>, task: string): Promise<void> {
  const [afterMs = 0, ...others] = due.get(task) ?? [];
  await sleep(afterMs);
  const held = await killHolding(due);
  if (!held.has(task)) due.set(task, [Math.floor(afterMs / 2), ...others]);
}

/** Kills the worker, notes every step that it held as struck, and lets the locks of the dead one run out. */
async function killHolding(due: ReadonlyMap<string, number[]>): Promise<Set<string>> {
  await worker.current().kill();
  const held = new Set(await tables.activeTasks());
  await tables.expireLocks();
  for (const struck of held) due.get(struck)?.shift();
  return held;
}

const isReported = (jobId: string): Promise<boolean> =>
  worked.inside(async (scope) => Boolean((await findJob(scope, jobId))?.reportedAt));
