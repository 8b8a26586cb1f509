import { createSecretKey } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { collectOutcomes } from "../lib/lake/collect-outcomes";
import { openLake } from "../lib/lake/engine";
import type { CollectSummary } from "../lib/lake/outcome-summary";
import { quoteList, quoteLiteral } from "../lib/lake/sql";
import { storeRaw } from "../lib/lake/store-raw";
import { openAi } from "../lib/providers/openai/adapter";
import { openDiskStorage } from "../lib/storage/disk";
import { batchOutcomesKey, batchRawKey } from "../lib/storage/keys";
import { sealedStorage } from "../lib/storage/sealed";
import { benchRows, type Measured, ranAsSide, report, runSide, timed } from "./measure";
import { writeRawResults } from "./raw-results";

const BATCH_ROWS = 50_000;

/**
 * Collecting: from the result files of all batches on disk to their outcomes and sums, with what is kept (the raw
 * lines compressed, the outcomes) sealed in storage. Floor: DuckDB's own copy of the same files to Parquet.
 */
const sides = { prepare, floor, ours };

if (!(await ranAsSide(sides))) {
  const dir = await mkdtemp(join(tmpdir(), "bench-collect-"));
  try {
    const rows = benchRows();
    await runSide(import.meta.url, "prepare", [dir, String(rows)]);
    const before = await runSide(import.meta.url, "floor", [dir, String(rows)]);
    const measured = await runSide(import.meta.url, "ours", [dir, String(rows)]);
    const after = await runSide(import.meta.url, "floor", [dir, String(rows)]);
    report("collect", rows, measured, before.seconds < after.seconds ? before : after);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface Batch {
  readonly id: string;
  readonly firstRow: number;
  readonly lastRow: number;
  readonly path: string;
}

function batchesOf(dir: string, rows: number): Batch[] {
  return Array.from({ length: Math.ceil(rows / BATCH_ROWS) }, (_, i) => ({
    id: `batch_${i}`,
    firstRow: i * BATCH_ROWS + 1,
    lastRow: Math.min(rows, (i + 1) * BATCH_ROWS),
    path: join(dir, "scratch", `raw-${i}.jsonl`),
  }));
}

async function prepare([dir = "", rows = ""]: readonly string[]): Promise<Measured> {
  await mkdir(join(dir, "scratch"), { recursive: true });
  return timed(async () => {
    for (const { path, firstRow, lastRow } of batchesOf(dir, Number(rows))) {
      await writeRawResults(path, firstRow, lastRow);
    }
  });
}

async function floor([dir = "", rows = ""]: readonly string[]): Promise<Measured> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const from = quoteList(batchesOf(dir, Number(rows)).map((batch) => batch.path));
  const to = quoteLiteral(join(dir, "floor.parquet"));
  return timed(() =>
    connection.run(`COPY (SELECT * FROM read_json(${from})) TO ${to} (FORMAT parquet)`),
  );
}

async function ours([dir = "", rows = ""]: readonly string[]): Promise<Measured> {
  const key = createSecretKey(Buffer.alloc(32, 7));
  const disk = await openDiskStorage(join(dir, "store"));
  const storage = sealedStorage(disk, async () => ({ id: "0123456789abcdef", key }));
  const lake = await openLake({ scratchDir: join(dir, "scratch") });
  const outPath = join(dir, "scratch", "outcomes.parquet");
  const collect = async ({ id, firstRow, lastRow, path }: Batch): Promise<CollectSummary> => {
    const [summary] = await Promise.all([
      collectOutcomes(lake, storage, {
        rawPaths: [path],
        selection: { kind: "range", firstRow, lastRow },
        customIdPrefix: openAi.customIdPrefix,
        shape: openAi.shape,
        classify: openAi.classify,
        attempt: 1,
        tierThresholds: [272_001],
        outPath,
      }),
      storeRaw(storage, batchRawKey("bench", "job", id), [path]),
    ]);
    await storage.put(batchOutcomesKey("bench", "job", id), { path: outPath });
    await rm(outPath);
    return summary;
  };
  const measured = await timed(async () => {
    let succeeded = 0;
    for (const batch of batchesOf(dir, Number(rows))) {
      const summary = await collect(batch);
      succeeded += summary.counts.succeeded;
    }
    if (succeeded !== Number(rows)) throw new Error("rows were lost");
  });
  lake.close();
  return measured;
}
