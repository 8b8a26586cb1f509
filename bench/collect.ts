import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { batchesOf, moveBatch } from "../lib/db/batch";
import { quoteList, quoteLiteral } from "../lib/lake/sql";
import { collectBatch } from "../lib/pipeline/collect-batch";
import type { BatchSnapshot } from "../lib/providers/provider";
import type { TaskPayload } from "../lib/queue/catalog";
import { CHUNK_BYTES } from "../lib/storage/byte-streams";
import { setup as startServers } from "../lib/testing/global-setup";
import { csv, type JobLine, openJobLine, withSession } from "../lib/testing/job-line";
import { testServers } from "../lib/testing/servers";
import { benchRows, compare, type Measured, ranAsSide, timed } from "./measure";
import { writeRawResults } from "./raw-results";

const BATCH_ROWS = 50_000;
const MODEL = "gpt-5-mini";
/** As a worker does. */
const COLLECTS_AT_ONCE = 2;

/**
 * Collecting: from the result files of all batches on disk to a job that has ended, with its outcomes and raw lines
 * sealed in storage, its ledger and its counts in PostgreSQL. Floor: DuckDB's own copy of the same files to Parquet.
 */
const sides = { prepare, floor, ours };

if (!(await ranAsSide(sides))) {
  const dir = await mkdtemp(join(tmpdir(), "bench-collect-"));
  try {
    const rows = benchRows();
    await compare("collect", rows, import.meta.url, [dir, String(rows)]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface ResultFile {
  readonly path: string;
  readonly firstRow: number;
  readonly lastRow: number;
}

function resultFiles(dir: string, rows: number): ResultFile[] {
  return Array.from({ length: Math.ceil(rows / BATCH_ROWS) }, (_, i) => ({
    path: join(dir, `raw-${i}.jsonl`),
    firstRow: i * BATCH_ROWS + 1,
    lastRow: Math.min(rows, (i + 1) * BATCH_ROWS),
  }));
}

async function prepare([dir = "", rows = ""]: readonly string[]): Promise<Measured> {
  await mkdir(dir, { recursive: true });
  return timed(async () => {
    for (const { path, firstRow, lastRow } of resultFiles(dir, Number(rows))) {
      await writeRawResults(path, firstRow, lastRow);
    }
  });
}

async function floor([dir = "", rows = ""]: readonly string[]): Promise<Measured> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const from = quoteList(resultFiles(dir, Number(rows)).map(({ path }) => path));
  const to = quoteLiteral(join(dir, "floor.parquet"));
  return timed(() =>
    connection.run(`COPY (SELECT * FROM read_json(${from})) TO ${to} (FORMAT parquet)`),
  );
}

/** The worker's own step, with a provider whose answers are the files on disk. */
async function ours([dir = "", rows = ""]: readonly string[]): Promise<Measured> {
  const stop = await startServers();
  const tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  try {
    const files = resultFiles(dir, Number(rows));
    const { jobId, tasks } = await jobToCollect(tranche, files);
    const runtime = withSession(tranche.runtime, () => ({
      retrieve: async (remoteId) => completed(remoteId),
      results: async (path) => createReadStream(path, { highWaterMark: CHUNK_BYTES }),
    }));
    const measured = await timed(async () => {
      const waiting = [...tasks];
      const lane = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
          await collectBatch(runtime, next);
      };
      await Promise.all(Array.from({ length: COLLECTS_AT_ONCE }, lane));
    });
    const { counts, cost } = await tranche.job(jobId);
    const settled = counts.succeeded === Number(rows) && cost.unpricedRows === 0;
    if (!settled) throw new Error("rows or their cost were lost");
    return measured;
  } finally {
    await tranche.close();
    await stop();
  }
}

/** A job whose batches have all ended at the provider, one per file. */
async function jobToCollect(
  { upload, estimated, approve, drive, inside, organizationId }: JobLine,
  files: readonly ResultFile[],
): Promise<{ jobId: string; tasks: TaskPayload[] }> {
  const dataset = await upload(csv(files.at(-1)?.lastRow ?? 0));
  const strategy = { type: "static", maxRowsPerBatch: BATCH_ROWS } as const;
  const jobId = await estimated(dataset, { model: MODEL, strategy });
  await drive(await approve(jobId), { leave: ({ task }) => task === "submit-batch" });
  const tasks = await inside(async (scope) => {
    const batches = await batchesOf(scope, jobId);
    const moved: TaskPayload[] = [];
    for (const [i, { path, firstRow, lastRow }] of files.entries()) {
      const batch = batches[i];
      if (batch?.firstRow !== firstRow || batch.lastRow !== lastRow)
        throw new Error("cut otherwise");
      const from = [batch.state];
      const version = await moveBatch(
        scope,
        { id: batch.id, from },
        { state: "collecting", remoteId: path },
      );
      if (version === null) throw new Error("a batch could not be moved");
      moved.push({ organizationId, id: batch.id, version });
    }
    return moved;
  });
  return { jobId, tasks };
}

function completed(path: string): BatchSnapshot {
  return {
    remoteId: path,
    mark: null,
    stagedId: null,
    phase: { kind: "ended", ending: "completed" },
    rawState: "completed",
    counts: null,
    createdAtMs: Date.now(),
    endedAtMs: Date.now(),
    errors: [],
    usage: null,
    resultFileIds: [path],
  };
}
