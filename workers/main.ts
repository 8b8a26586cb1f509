import { Worker } from "bullmq";
import { compose } from "../lib/compose";
import { readEnv } from "../lib/env";
import { describeError } from "../lib/log";
import { QUEUE_NAMES, TASK_NAMES, type TaskName } from "../lib/queue/catalog";
import { queueConnection } from "../lib/queue/connection";
import { initialize } from "../lib/workspace/initialize";
import { handle } from "./handle";
import { reconcile } from "./reconcile";
import { STEPS } from "./steps";
import { startTimers } from "./timers";

/**
 * How many tasks of a queue one worker process runs at once. Data tasks share one engine, so few of them gain. Runs wait for
 * answers; each writes to the database every second, and holds a window of answers and a part's requests on disk.
 */
const CONCURRENCY = { data: 2, send: 2, run: 4 } as const;
const SHUTDOWN_MS = 10_000;

const env = readEnv();
const worker = await compose(env, "worker");
const { runtime, queueSettings } = worker;
await initialize(runtime, env);

const { connection, backend } = queueConnection(queueSettings, "worker");
const workers = QUEUE_NAMES.map((name) => {
  const concurrency = name === "step" ? env.WORKER_CONCURRENCY : CONCURRENCY[name];
  const consumer = new Worker(
    name,
    async (job) => {
      const task = TASK_NAMES.find((known) => known === job.name);
      if (task) await handle(worker, job, STEPS[task satisfies TaskName]);
    },
    {
      connection,
      concurrency,
      stalledInterval: 5_000,
      lockDuration: 15_000,
      maxStalledCount: 1_000,
      runRetryDelay: 1_000,
    },
    backend,
  );
  consumer.on("error", (err) => runtime.log.warn({ err, queue: name }, "queue connection failed"));
  return consumer;
});
await reconcile(worker).catch((err) => runtime.log.warn({ err }, "first reconcile failed"));
const stopTimers = startTimers(worker, env.RECONCILE_SECONDS * 1_000);
runtime.log.info({ pid: process.pid }, "worker ready");

/** Ends what runs, within ten seconds; what does not end in time is taken up by the next worker. */
async function shutDown(): Promise<void> {
  stopTimers();
  worker.stop();
  const forced = setTimeout(() => process.exit(0), SHUTDOWN_MS);
  forced.unref();
  await Promise.allSettled(workers.map((consumer) => consumer.close()));
  await worker.close();
  process.exit(0);
}
process.once("SIGTERM", shutDown);
process.once("SIGINT", shutDown);
process.on("unhandledRejection", (error) =>
  runtime.log.error({ err: describeError(error) }, "unhandled rejection"),
);
