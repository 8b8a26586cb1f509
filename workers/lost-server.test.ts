import { afterEach, test } from "vitest";
import { batchesOf } from "../lib/db/batch";
import { expectOneBill } from "../lib/testing/one-bill";
import { openOwnPostgres } from "../lib/testing/own-postgres";
import { hasRedis, openOwnRedis } from "../lib/testing/own-redis";
import { openQueueTables } from "../lib/testing/queue-tables";
import { testServers } from "../lib/testing/servers";
import type { TestLineOptions } from "../lib/testing/test-line";
import { until } from "../lib/testing/until";
import { openWorkedLine, type WorkedLine } from "../lib/testing/worked-line";
import { keepWorker } from "../lib/testing/worker-process";

const PATIENCE_MS = 180_000;
const SIZE = { rows: 400, rowsPerBatch: 50 };

/** Batches take long enough at the provider that much is still to come when the first one settles. */
const UNHURRIED = {
  speed: 1,
  timings: { validating: 0, inProgress: 0.3, perRow: 0.01, finalizing: 0, cancelling: 0 },
  faults: { batches: [{ times: 3, rows: [{ outcome: "http_500" as const, share: 0.1 }] }] },
};

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(options: Omit<TestLineOptions, "sandbox">) {
  const worked = await openWorkedLine({ ...options, sandbox: UNHURRIED });
  closers.push(worked.close);
  const worker = keepWorker(worked.environment);
  closers.push(worker.close);
  await worker.current().ready;
  return worked;
}

/** Resolves in mid-job, when so many of its batches are settled. */
function untilSettled({ inside }: WorkedLine, jobId: string, batches: number) {
  return until(`${batches} batches settle`, 60_000, async () => {
    const all = await inside((scope) => batchesOf(scope, jobId));
    return all.filter(({ state }) => state === "settled").length >= batches;
  });
}

test(
  "PostgreSQL killed in mid-job and started again: the job ends the same, with one bill",
  async () => {
    const postgres = await openOwnPostgres();
    closers.push(postgres.close);
    const worked = await open({ serverUrl: postgres.url });
    const jobId = await worked.start(SIZE);
    await untilSettled(worked, jobId, 2);

    await postgres.kill();
    await postgres.start();
    const tables = await openQueueTables(worked.line.database.url);
    closers.push(tables.close);
    await tables.expireLocks();

    await worked.followToEnd(jobId);
    await expectOneBill(worked, jobId);
  },
  PATIENCE_MS,
);

for (const { name, onRedis } of [
  { name: "on PostgreSQL", onRedis: false },
  { name: "on Redis", onRedis: true },
]) {
  test(
    `the queue wiped again and again in mid-job, ${name}: the job ends the same, with one bill`,
    async (context) => {
      if (onRedis) context.skip(!hasRedis(), "this machine has no redis-server");
      const redis = onRedis ? await openOwnRedis() : null;
      if (redis) closers.push(redis.close);
      const serverUrl = testServers().databaseUrl;
      const worked = await open(redis ? { serverUrl, redisUrl: redis.url } : { serverUrl });
      const tables = await openQueueTables(worked.line.database.url);
      closers.push(tables.close);

      const jobId = await worked.start(SIZE);
      for (const settled of [0, 1, 4]) {
        await untilSettled(worked, jobId, settled);
        await (redis ?? tables).wipe();
      }

      await worked.followToEnd(jobId);
      await expectOneBill(worked, jobId);
    },
    PATIENCE_MS,
  );
}
