import { createSecretKey } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { openLake } from "../lib/lake/engine";
import { importDataset } from "../lib/lake/import-dataset";
import { quoteLiteral } from "../lib/lake/sql";
import { openDiskStorage } from "../lib/storage/disk";
import { uploadKey } from "../lib/storage/keys";
import { sealedStorage } from "../lib/storage/sealed";
import type { Storage } from "../lib/storage/storage";
import { benchRows, compare, type Measured, ranAsSide, timed } from "./measure";
import { writeRecords } from "./records";

const ORGANIZATION = "bench";

/**
 * Import: from an upload that lies sealed on disk to a dataset that is ready. Floor: DuckDB's own copy of the same
 * records, unsealed, from JSON Lines to Parquet with its own settings.
 */
const sides = { prepare, floor, ours };

if (!(await ranAsSide(sides))) {
  const dir = await mkdtemp(join(tmpdir(), "bench-import-"));
  try {
    const rows = benchRows();
    await compare("import", rows, import.meta.url, [dir, String(rows)]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function prepare([dir = "", rows = ""]: readonly string[]): Promise<Measured> {
  return timed(async () => {
    const path = join(dir, "records.jsonl");
    await writeRecords(path, Number(rows));
    const storage = await openStorage(dir);
    await storage.put(uploadKey(ORGANIZATION, "upload"), createReadStream(path));
  });
}

async function floor([dir = ""]: readonly string[]): Promise<Measured> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const from = quoteLiteral(join(dir, "records.jsonl"));
  const to = quoteLiteral(join(dir, "floor.parquet"));
  return timed(() =>
    connection.run(`COPY (SELECT * FROM read_json(${from})) TO ${to} (FORMAT parquet)`),
  );
}

async function ours([dir = "", rows = ""]: readonly string[]): Promise<Measured> {
  const storage = await openStorage(dir);
  const lake = await openLake({ scratchDir: join(dir, "scratch") });
  const measured = await timed(async () => {
    const imported = await importDataset(lake, {
      source: await storage.get(uploadKey(ORGANIZATION, "upload")),
      fileName: "records.jsonl",
      organizationId: ORGANIZATION,
      datasetId: "dataset",
      storage,
    });
    if (imported.rows !== Number(rows) || imported.rejected > 0) throw new Error("rows were lost");
  });
  lake.close();
  return measured;
}

/** The key is fixed, so that every side can open what another has stored. */
async function openStorage(dir: string): Promise<Storage> {
  const key = createSecretKey(Buffer.alloc(32, 7));
  return sealedStorage(await openDiskStorage(join(dir, "store")), async () => ({
    id: "0123456789abcdef",
    key,
  }));
}
