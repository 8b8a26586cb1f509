import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { batchesOf } from "../db/batch";
import { findJob } from "../db/job";
import { resultsFile } from "../queries/results-file";
import { batchRawKey } from "../storage/keys";
import { csv, type JobLine, openJobLine, textOf } from "../testing/job-line";
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
  expect(batches.slice(0, 4)).toMatchObject([
    { strangers: 2 },
    // Never whole: read once and three times more, then its cut-off row is sent again.
    { rereads: 3, retryable: 1 },
    // Whole at the third reading.
    { rereads: 2, retryable: 0 },
    { retryable: 10, retryableExpired: 10 },
  ]);
}, 60_000);

const REAL = new URL("../../../shared/data/banking77-train.csv", import.meta.url);

/** A file of 10,003 customer messages, some with line breaks inside quotes. */
function manyMessages(): string {
  if (existsSync(REAL)) return readFileSync(REAL, "utf8");
  const lines = Array.from({ length: 10_003 }, (_, i) => {
    const text = `Message ${i + 1}: where is my card${i % 40 === 7 ? ",\nand “why”?" : "?"}`;
    return `"${text}",intent_${i % 77}\n`;
  });
  return `text,category\n${lines.join("")}`;
}

/** Fields of a CSV file by row, the header first. */
function fieldsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, field = "", end] of text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/g)) {
    const quoted = field.startsWith('"');
    rows.at(-1)?.push(quoted ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end !== ",") rows.push([]);
  }
  return rows.filter(([first, second]) => first !== undefined && second !== undefined);
}

interface RawLine {
  readonly custom_id: string;
  readonly response: { body: { choices: { message: { content: string } }[] } };
}

async function file(id: string, format: string): Promise<Buffer> {
  const { bytes } = await resultsFile(tranche.runtime, tranche.organizationId, id, { format });
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The first row that is not as expected; a diff of all of them would take minutes to print. */
function firstDifference(actual: readonly unknown[], expected: readonly unknown[]) {
  const same = (i: number) => JSON.stringify(actual[i]) === JSON.stringify(expected[i]);
  const at = Array.from({ length: Math.max(actual.length, expected.length) }).findIndex(
    (_, i) => !same(i),
  );
  return at < 0 ? null : { row: at + 1, actual: actual[at], expected: expected[at] };
}

test("10,003 rows leave in the order of their file, each with its own answer, in every format", async () => {
  tranche.line.sandbox.faults.replace({});
  const content = manyMessages();
  const dataset = await tranche.upload(content);
  const strategy = { type: "static", maxRowsPerBatch: 4_000 } as const;
  const id = await tranche.run(dataset, { strategy });
  expect((await tranche.job(id)).counts).toMatchObject({ rows: 10_003, succeeded: 10_003 });

  const answers = new Map<number, string>();
  const { runtime, organizationId } = tranche;
  for (const batch of await tranche.inside((scope) => batchesOf(scope, id))) {
    const raw = await textOf(await runtime.storage.get(batchRawKey(organizationId, id, batch.id)));
    const lines = raw
      .trimEnd()
      .split("\n")
      .map((line): RawLine => JSON.parse(line));
    const numbers = lines.map((line) => Number(line.custom_id.slice(1)));
    expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b));
    for (const [i, line] of lines.entries()) {
      answers.set(numbers[i] ?? 0, line.response.body.choices[0]?.message.content ?? "");
    }
  }
  const expected = fieldsOf(content)
    .slice(1)
    .map(([text, category], i) => [text, category, answers.get(i + 1)]);
  expect(expected).toHaveLength(10_003);
  expect(expected.some(([text]) => text?.includes("\n"))).toBe(true);

  const jsonl = (await file(id, "jsonl")).toString().trimEnd().split("\n");
  const objects = jsonl.map((line) => JSON.parse(line));
  const named = (row: Record<string, unknown>) => [row.text, row.category, row.tranche_output];
  expect(firstDifference(objects.map(named), expected)).toBeNull();
  const table = fieldsOf((await file(id, "csv")).toString()).slice(1);
  const placed = table.map((row) => [row[0], row[1], row[3]]);
  expect(firstDifference(placed, expected)).toBeNull();
  const parquet = await runtime.lake.withScratch(async (dir) => {
    const path = join(dir, "results.parquet");
    await writeFile(path, await file(id, "parquet"));
    return runtime.lake.rows<Record<string, string>>(`FROM read_parquet('${path}')`);
  });
  expect(firstDifference(parquet.map(named), expected)).toBeNull();
}, 120_000);
