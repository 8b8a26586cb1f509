import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Job, Queue, Worker } from "bullmq";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { batchesOf } from "../lib/db/batch";
import { findJob } from "../lib/db/job";
import {
  type FollowUp,
  QUEUE_NAMES,
  TASK_NAMES,
  TASKS,
  type TaskName,
  taskId,
} from "../lib/queue/catalog";
import { queueConnection } from "../lib/queue/connection";
import type { Runtime } from "../lib/runtime";
import { datasetPrefix, jobPrefix } from "../lib/storage/keys";
import { ANYWHERE } from "../lib/testing/anywhere";
import { csv, type JobLine, openJobLine, PROMPT } from "../lib/testing/job-line";
import { testServers } from "../lib/testing/servers";
import { createJob } from "../lib/workspace/create-job";
import { handle } from "./handle";
import { reconcile } from "./reconcile";
import { STEPS } from "./steps";

const TRIES = 2;
const BETWEEN_TRIES_MS = 10;
const PUT_OFF_MS = 5 * 60_000;

let tranche: JobLine;
let dataset: string;
/** What the steps are given; a test may put a broken one here. */
let runtime: Runtime;
/** What steps and the reconciler wanted to start. */
const started: FollowUp[] = [];
/** Whom to tell that a task of the queue is done or given up, by its id. */
const awaited = new Map<string, () => void>();
const queues = new Map<string, ReturnType<typeof openQueue>>();
const workers: ReturnType<typeof openWorker>[] = [];

/** The line's process, whose tasks wait in `started` and not in the queue. */
const recording = () => ({
  ...tranche.line.process,
  runtime,
  queue: {
    ...tranche.line.process.queue,
    enqueue: async (tasks: readonly FollowUp[]) => void started.push(...tasks),
  },
});

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  for (const name of QUEUE_NAMES) {
    queues.set(name, openQueue(name));
    workers.push(openWorker(name));
  }
}, 60_000);
beforeEach(async () => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
  runtime = tranche.runtime;
  dataset = await tranche.upload(csv(4));
});
afterAll(async () => {
  await Promise.all([...workers, ...queues.values()].map((end) => end.close()));
  await tranche?.close();
});

function openQueue(name: string) {
  const { connection, backend } = queueConnection(tranche.line.process.queueSettings, "producer");
  return new Queue(name, { connection }, backend);
}

function openWorker(name: string) {
  const { connection, backend } = queueConnection(tranche.line.process.queueSettings, "worker");
  const worker = new Worker(name, carryOut, { connection }, backend);
  worker.on("completed", (job) => awaited.get(job.id ?? "")?.());
  worker.on("failed", (job) => {
    if (job && job.attemptsMade >= TRIES) awaited.get(job.id ?? "")?.();
  });
  return worker;
}

async function carryOut(job: Job): Promise<void> {
  const task = TASK_NAMES.find((known) => known === job.name);
  if (task) await handle(recording(), job, STEPS[task]);
}

/** Gives a task to the real queue, with fewer and quicker tries than it has in earnest, until it is done or given up. */
async function work({ task, payload }: FollowUp): Promise<void> {
  const jobId = taskId(task, payload);
  const ended = new Promise<void>((resolve) => {
    awaited.set(jobId, resolve);
  });
  await queues.get(TASKS[task].queue)?.add(task, payload, {
    jobId,
    attempts: TRIES,
    backoff: { type: "fixed", delay: BETWEEN_TRIES_MS },
    removeOnComplete: true,
    removeOnFail: true,
  });
  await ended;
}

/** The tasks that the database's due times start now for this job and its batches. */
async function due(id: string): Promise<FollowUp[]> {
  const batches = await tranche.inside((scope) => batchesOf(scope, id));
  const own = [id, ...batches.map((batch) => batch.id)];
  await reconcile(recording());
  return started.splice(0).filter(({ payload }) => own.includes(payload.id));
}

const inObjects = (prefix: string): string =>
  path.join(tranche.line.environment.DATA_DIR ?? "", "objects", prefix);
const datasetFolder = () => inObjects(datasetPrefix(tranche.organizationId, dataset)).slice(0, -1);
const outcomesFolder = (id: string) =>
  path.join(inObjects(jobPrefix(tranche.organizationId, id)), "outcomes");

type Mend = () => Promise<void>;

async function movedAway(folder: string): Promise<Mend> {
  await rename(folder, `${folder}-away`);
  return () => rename(`${folder}-away`, folder);
}

async function blocked(folder: string): Promise<Mend> {
  await mkdir(path.dirname(folder), { recursive: true });
  await writeFile(folder, "in the way");
  return () => rm(folder);
}

async function without(change: Partial<Runtime>): Promise<Mend> {
  runtime = { ...tranche.runtime, ...change };
  return async () => {
    runtime = tranche.runtime;
  };
}

const lost = () => Promise.reject(new Error("it is gone"));

interface Broken {
  readonly task: TaskName;
  readonly says: "job" | "batch";
  readonly how: (id: string) => Promise<Mend>;
  /** What starts it again, when that is another task. */
  readonly again?: TaskName;
}

const BROKEN: readonly Broken[] = [
  { task: "estimate-job", says: "job", how: () => movedAway(datasetFolder()) },
  { task: "cut-job", says: "job", how: () => movedAway(datasetFolder()) },
  {
    task: "submit-batch",
    says: "batch",
    how: () => movedAway(datasetFolder()),
    again: "recover-batch",
  },
  {
    task: "recover-batch",
    says: "batch",
    how: () => without({ vault: { ...runtime.vault, open: lost } }),
  },
  {
    task: "poll-batch",
    says: "batch",
    how: () => without({ vault: { ...runtime.vault, open: lost } }),
  },
  { task: "collect-batch", says: "batch", how: (id) => blocked(outcomesFolder(id)) },
  { task: "repair-batch", says: "batch", how: (id) => movedAway(outcomesFolder(id)) },
  { task: "finish-job", says: "job", how: (id) => movedAway(outcomesFolder(id)) },
  { task: "report-job", says: "job", how: () => without({ sendMail: lost }) },
];

/** A lost create and a row to repair, so that every step has its turn. */
const FAULTS = {
  requests: [
    { on: "batches.create" as const, effect: "drop" as const, when: "after" as const, times: 1 },
  ],
  batches: [{ times: 1, rows: [{ outcome: "http_500" as const, lines: [2] }] }],
};

/** Who says that a step failed, of the job and its batches. */
async function whoSays(id: string): Promise<string[]> {
  const { attention } = await tranche.job(id);
  const batches = await tranche.inside((scope) => batchesOf(scope, id));
  const [batch] = batches.filter(({ error }) => error?.code === "step_failed");
  return [...(attention?.code === "step_failed" ? ["job"] : []), ...(batch ? ["batch"] : [])];
}

/** A job at the point where `task` comes next. */
async function upTo(task: TaskName): Promise<{ id: string; next: FollowUp }> {
  const { organizationId, connectionId, drive } = tranche;
  tranche.line.sandbox.faults.replace(FAULTS);
  const id = runtime.newId("job");
  const job = { ...JOB, id, datasetId: dataset, connectionId };
  const { followUps } = await createJob(runtime, organizationId, job);
  const [next] = await drive(followUps, { leave: (one) => one.task === task });
  if (!next) throw new Error(`the job never came to ${task}`);
  return { id, next };
}

const JOB = {
  name: "Job",
  model: "gpt-4o-mini",
  request: { prompt: PROMPT, maxOutputTokens: 50 },
  strategy: { type: "static" },
  completionWindowHours: 24,
  budget: null,
  maxAttempts: 3,
  autoApprove: true,
  ...ANYWHERE,
  apiKeyId: null,
} as const;

test.each(BROKEN)(
  "$task that keeps failing is put off, says so, and is not lost",
  async ({ task, says, how, again = task }) => {
    const { id, next } = await upTo(task);
    const mend = await how(id);
    await work(next);
    expect(await whoSays(id)).toEqual([says]);
    tranche.skip(PUT_OFF_MS - 10_000);
    expect(await due(id)).toEqual([]);
    tranche.skip(20_000);
    const tasks = await due(id);
    expect(tasks.map((one) => one.task)).toEqual([again]);

    await mend();
    await tranche.drive(tasks, { leave: (one) => one.task === "finish-job" && task !== one.task });
    if (task !== "finish-job") expect(await whoSays(id)).toEqual([]);
    await tranche.drive(await due(id));
    expect(await whoSays(id)).toEqual([]);
    expect(await tranche.job(id)).toMatchObject({
      status: "completed",
      attention: null,
      counts: { rows: 4, pending: 0, succeeded: 4 },
    });
    const job = await tranche.inside((scope) => findJob(scope, id));
    expect(job?.reportedAt).not.toBeNull();
    expect(await due(id)).toEqual([]);
  },
);
