import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { MovedRow } from "../lib/queue/catalog";
import { expectOneBill } from "../lib/testing/one-bill";
import { hasRedis, type OwnRedis, openOwnRedis } from "../lib/testing/own-redis";
import { testServers } from "../lib/testing/servers";
import { until } from "../lib/testing/until";
import { openWorkedLine, type WorkedLine } from "../lib/testing/worked-line";
import { type KeptWorker, keepWorker } from "../lib/testing/worker-process";

const PATIENCE_MS = 120_000;
const SOME_REFUSED = {
  batches: [{ times: 4, rows: [{ outcome: "http_500" as const, share: 0.05 }] }],
};

let redis: OwnRedis | null = null;
let worked: WorkedLine | null = null;
let worker: KeptWorker | null = null;

beforeAll(async () => {
  redis = hasRedis() ? await openOwnRedis() : null;
});
afterEach(async () => {
  await worker?.close();
  await worked?.close();
});
afterAll(() => redis?.close());

async function open(onRedis: boolean): Promise<WorkedLine> {
  worked = await openWorkedLine({
    serverUrl: testServers().databaseUrl,
    ...(onRedis && redis ? { redisUrl: redis.url } : {}),
    sandbox: { faults: SOME_REFUSED },
  });
  worker = keepWorker(worked.environment);
  await worker.current().ready;
  return worked;
}

for (const { name, onRedis } of [
  { name: "PostgreSQL", onRedis: false },
  { name: "Redis", onRedis: true },
]) {
  test(
    `on ${name} a job runs from its import to its mail, and is followed live`,
    async (context) => {
      if (onRedis) context.skip(redis === null, "this machine has no redis-server");
      const { line, mails, organizationId, start, followToEnd } = await open(onRedis);
      const heard: MovedRow[] = [];
      await line.process.live.subscribe(organizationId, (moved) => heard.push(moved));

      const jobId = await start({ rows: 600, rowsPerBatch: 150 });
      const { datasetId } = await followToEnd(jobId);
      if (worked) await expectOneBill(worked, jobId);

      expect(worker?.printed().includes("task failed")).toBe(false);

      const mail = await mails.next();
      expect(mail.html).toContain(`/jobs/${jobId}`);
      await until("both rows are heard of", 5_000, async () => {
        const ids = new Set(heard.map(({ id }) => id));
        return ids.has(jobId) && ids.has(datasetId);
      });
    },
    PATIENCE_MS,
  );
}
