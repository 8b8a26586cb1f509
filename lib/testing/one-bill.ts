import { expect } from "vitest";
import { batchesOf } from "../db/batch";
import { findJob } from "../db/job";
import { costsOfJobs } from "../db/ledger";
import { resultsFile } from "../queries/results-file";
import { textOf } from "./job-line";
import type { WorkedLine } from "./worked-line";

/** Pico-dollars a token of gpt-4o-mini in batches, half of the real-time price (OpenAI pricing, read 2026-11-23). */
const PICO_PER_TOKEN = { input: 75_000n, cached_input: 37_500n, output: 300_000n } as const;

/**
 * Whatever died on the way: every row succeeded, in its order, ran once at the provider, and is in the ledger once; each
 * create that we meant made one remote batch, and there is no other. For a line that ran this one job alone, with no
 * faults but rows that were refused with an error and sent again.
 */
export async function expectOneBill(worked: WorkedLine, jobId: string): Promise<void> {
  const { inside, line, organizationId } = worked;
  const { job, batches, cost, entries } = await inside(async (scope) => ({
    job: await findJob(scope, jobId),
    batches: await batchesOf(scope, jobId),
    cost: (await costsOfJobs(scope, [jobId])).get(jobId),
    entries: await scope.tx.ledgerEntry.findMany({
      where: { organizationId: scope.organizationId, jobId },
    }),
  }));
  const rows = job?.rows ?? 0;
  expect(job).toMatchObject({ state: "completed", succeeded: rows, pending: 0, attention: null });

  const account = line.sandbox.account();
  const refused = batches.reduce((sum, batch) => sum + batch.retryable, 0);
  expect(account.rows).toMatchObject({ sent: rows + refused, executed: rows, failed: refused });
  const marks = Object.values(account.marks).flatMap((values) => Object.values(values));
  expect(marks.map((mark) => mark.batches)).toEqual(batches.map(() => 1));
  expect(account.batches.total).toBe(batches.length);

  const used = {
    input: account.tokens.input - account.tokens.cachedInput,
    cached_input: account.tokens.cachedInput,
    output: account.tokens.output,
  };
  const booked = (meter: string) =>
    entries
      .filter((entry) => entry.meter === meter)
      .reduce((sum, entry) => sum + Number(entry.quantity), 0);
  const meters = ["input", "cached_input", "output"] as const;
  expect(Object.fromEntries(meters.map((meter) => [meter, booked(meter)]))).toEqual(used);
  const price = meters.reduce((sum, m) => sum + BigInt(used[m]) * PICO_PER_TOKEN[m], 0n);
  expect(cost).toMatchObject({ billed: price, realtime: 2n * price, waste: 0n });

  const { bytes } = await resultsFile(line.process.runtime, organizationId, jobId, {
    format: "jsonl",
  });
  const results = (await textOf(bytes)).trimEnd().split("\n");
  const texts = results.map((row): string => JSON.parse(row).text);
  expect(texts).toEqual(Array.from({ length: rows }, (_, i) => `row ${i + 1}`));
}
