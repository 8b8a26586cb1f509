import { afterAll, beforeAll, expect, test } from "vitest";
import { batchesOf } from "../lib/db/batch";
import { resultsFile } from "../lib/queries/results-file";
import { textOf } from "../lib/testing/job-line";
import { testServers } from "../lib/testing/servers";
import { until } from "../lib/testing/until";
import { openWorkedLine, type WorkedLine } from "../lib/testing/worked-line";
import { startWorker, type WorkerProcess } from "../lib/testing/worker-process";

const PATIENT_MS = 60_000;
const ROWS = 60;
const WINDOW = 4;
const LATENCY_MS = 200;

let worked: WorkedLine;
let workers: WorkerProcess[] = [];

beforeAll(async () => {
  const slow = { on: "chat" as const, effect: "latency" as const, delayMs: LATENCY_MS };
  worked = await openWorkedLine({
    serverUrl: testServers().databaseUrl,
    sandbox: { faults: { requests: [slow] } },
  });
}, 60_000);
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await worked.close();
});

test("a worker killed in the middle of a run is followed by another, which sends only the rest", async () => {
  const startOne = () => {
    const worker = startWorker(worked.environment);
    workers = [...workers, worker];
    return worker;
  };
  const first = startOne();
  const strategy = { type: "continuous", window: WINDOW } as const;
  const jobId = await worked.start({ rows: ROWS, strategy });
  const { account } = worked.line.sandbox;
  const stored = async () => {
    const [batch] = await worked.inside((scope) => batchesOf(scope, jobId));
    return batch?.remoteCounts?.completed ?? 0;
  };
  await until("half of the rows", PATIENT_MS, async () => account().chat.executed > ROWS / 2);
  await until("a checkpoint", PATIENT_MS, async () => (await stored()) > 0);
  await first.kill();
  const kept = await stored();
  const sentByFirst = account().chat.executed;
  startOne();
  const job = await worked.followToEnd(jobId);
  expect(job).toMatchObject({ state: "completed", succeeded: ROWS, attention: null });
  // Sent twice: what was in flight, and the answers since the last checkpoint. What a checkpoint holds is sent once.
  expect(account().chat.executed).toBeLessThanOrEqual(sentByFirst + ROWS - kept);
  const { process } = worked.line;
  const { bytes } = await resultsFile(process.runtime, worked.organizationId, jobId, {
    format: "jsonl",
  });
  const rows = (await textOf(bytes)).trimEnd().split("\n");
  expect(rows.map((row): string => JSON.parse(row).text)).toEqual(
    Array.from({ length: ROWS }, (_, i) => `row ${i + 1}`),
  );
}, 120_000);
