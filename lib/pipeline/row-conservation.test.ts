import { afterAll, beforeAll, expect, test } from "vitest";
import { batchesOf } from "../db/batch";
import { findJob } from "../db/job";
import { csv, type JobLine, openJobLine } from "../testing/job-line";
import { testServers } from "../testing/servers";

let tranche: JobLine;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
}, 60_000);
afterAll(() => tranche?.close());

/** Every row is in exactly one place: counted by the job, in a batch under way, or waiting for its repair. */
async function expectConserved(jobId: string): Promise<void> {
  const { job, batches } = await tranche.inside(async (scope) => ({
    job: await findJob(scope, jobId),
    batches: await batchesOf(scope, jobId),
  }));
  if (!job || batches.length === 0) return;
  const underWay = batches.reduce((rows, batch) => {
    if (batch.state !== "settled") return rows + batch.rows;
    return rows + (batch.dueAt === null ? 0 : batch.retryable);
  }, 0);
  const counted = job.succeeded + job.failed + job.expired + job.cancelled;
  expect({ state: job.state, all: counted + underWay }).toEqual({
    state: job.state,
    all: job.rows,
  });
  expect(job.pending).toBe(underWay);
  if (job.state.startsWith("completed")) expect(job.pending).toBe(0);
}

const FAULTS = {
  batches: [
    {
      times: 1,
      foreignRows: 2,
      rows: [
        { outcome: "missing" as const, lines: [1, 2, 3] },
        { outcome: "doubled" as const, lines: [4] },
        { outcome: "http_400" as const, lines: [5] },
        { outcome: "http_429" as const, lines: [6] },
        { outcome: "http_500" as const, lines: [7] },
        { outcome: "refusal" as const, lines: [8] },
        { outcome: "length" as const, lines: [9] },
        { outcome: "content_filter" as const, lines: [10] },
        { outcome: "missing_usage" as const, lines: [11] },
      ],
    },
    { times: 1, truncated: "always" as const },
    { times: 1, truncated: 2 },
    { times: 1, expireAfterShare: 0.5 },
  ],
};

test("every row is in one place after every step, whatever the provider returns", async () => {
  tranche.line.sandbox.faults.replace(FAULTS);
  const dataset = await tranche.upload(csv(80));
  const id = await tranche.estimated(dataset, {
    strategy: { type: "static", maxRowsPerBatch: 20 },
  });
  await tranche.drive(await tranche.approve(id), {
    deliver: async (_task, once) => {
      const followUps = await once();
      await expectConserved(id);
      return followUps;
    },
  });

  const job = await tranche.job(id);
  expect(job.status).toBe("completed_with_errors");
  expect(job.counts).toEqual({
    ...{ rows: 80, pending: 0, succeeded: 76, failed: 4, expired: 0, cancelled: 0 },
  });
  const results = await tranche.results(id);
  const failed = results.flatMap((row, i) => (row.tranche_status === "failed" ? [i + 1] : []));
  expect(failed).toEqual([5, 8, 9, 10]);
  expect(results.filter((row) => row.tranche_status === "succeeded")).toHaveLength(76);
  const batches = await tranche.inside((scope) => batchesOf(scope, id));
  const repairs = batches.filter((batch) => batch.attempt === 2);
  expect(repairs.map((batch) => batch.rows).sort((a, b) => a - b)).toEqual([1, 5, 10]);
  expect(batches[0]?.strangers).toBe(2);
}, 60_000);
