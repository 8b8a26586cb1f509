import { createSecretKey } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { DatasetFiles } from "../lib/core/dataset";
import { type LinePart, markText, rowMark, splitMarks } from "../lib/core/line-template";
import { type PackedRange, packRows } from "../lib/core/packing";
import { chatOf } from "../lib/core/request";
import { compileLine } from "../lib/lake/compile-line";
import { openLake } from "../lib/lake/engine";
import { importDataset } from "../lib/lake/import-dataset";
import { measureLines } from "../lib/lake/measure-lines";
import { renderBatch } from "../lib/lake/render-batch";
import { quoteList, quoteLiteral } from "../lib/lake/sql";
import { openAi } from "../lib/providers/openai/adapter";
import { openDiskStorage } from "../lib/storage/disk";
import { datasetRowsKey } from "../lib/storage/keys";
import { sealedStorage } from "../lib/storage/sealed";
import type { Storage } from "../lib/storage/storage";
import { benchRows, compare, type Measured, ranAsSide, timed } from "./measure";
import { writeRecords } from "./records";

const ORGANIZATION = "bench";
/** As a worker does: while one file is hashed, the engine writes the next. */
const RENDERS_AT_ONCE = 2;

/**
 * Cutting: from a sealed dataset to batches, each with its request file rendered and its SHA-256 taken, then removed.
 * Floor: DuckDB's own copy of all those lines into one file, from the same Parquet, unsealed.
 */
const sides = { prepare, floor, ours };

if (!(await ranAsSide(sides))) {
  const dir = await mkdtemp(join(tmpdir(), "bench-cut-"));
  try {
    const rows = benchRows();
    await compare("cut", rows, import.meta.url, [dir, String(rows)]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function prepare([dir = "", rows = ""]: readonly string[]): Promise<Measured> {
  const storage = await openStorage(dir);
  const lake = await openLake({ scratchDir: join(dir, "scratch") });
  const measured = await timed(async () => {
    const path = join(dir, "records.jsonl");
    await writeRecords(path, Number(rows));
    const imported = await importDataset(lake, {
      ...{ source: createReadStream(path), fileName: "records.jsonl", storage },
      ...{ organizationId: ORGANIZATION, datasetId: "dataset" },
    });
    const { columns, parts } = imported;
    const files = { ...{ organizationId: ORGANIZATION, datasetId: "dataset" }, columns, parts };
    await writeFile(join(dir, "files.json"), JSON.stringify({ ...files, rows: imported.rows }));
    await mkdir(join(dir, "plain"));
    for (const { part } of parts) {
      const key = datasetRowsKey(ORGANIZATION, "dataset", part);
      await storage.toFile(key, plainPart(dir, part));
    }
  });
  lake.close();
  return measured;
}

async function floor([dir = ""]: readonly string[]): Promise<Measured> {
  const files = await readFiles(dir);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const line = compileLine(lineParts(files), files.columns);
  const from = quoteList(files.parts.map(({ part }) => plainPart(dir, part)));
  const to = quoteLiteral(join(dir, "floor.jsonl"));
  return timed(() =>
    connection.run(
      `COPY (SELECT ${line} FROM read_parquet(${from})) TO ${to}
       (FORMAT csv, HEADER false, QUOTE '', DELIMITER '')`,
    ),
  );
}

async function ours([dir = ""]: readonly string[]): Promise<Measured> {
  const files = await readFiles(dir);
  const storage = await openStorage(dir);
  const lake = await openLake({ scratchDir: join(dir, "scratch") });
  const parts = lineParts(files);
  const all = { kind: "range", firstRow: 1, lastRow: files.rows } as const;
  const measured = await timed(async () => {
    const { bytes } = await measureLines(lake, storage, files, parts, all);
    const { ranges, tooLarge } = packRows({
      bytes,
      tokensPerByte: 0.25,
      overheadTokens: 0,
      limits: { maxRows: 50_000, maxBytes: 190_000_000, maxTokens: Number.MAX_SAFE_INTEGER },
    });
    let rows = tooLarge.length;
    const render = async (range: PackedRange): Promise<void> => {
      const path = join(dir, "scratch", `request-${range.firstRow}.jsonl`);
      const selection = {
        kind: "range",
        firstRow: range.firstRow,
        lastRow: range.lastRow,
      } as const;
      const batch = await renderBatch(lake, storage, files, parts, selection, path);
      if (batch.bytes !== range.bytes) throw new Error("a batch was measured wrongly");
      rows += batch.rows;
      await rm(path);
    };
    const waiting = [...ranges];
    const lane = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        await render(next);
    };
    await Promise.all(Array.from({ length: RENDERS_AT_ONCE }, lane));
    if (rows !== files.rows) throw new Error("rows were lost");
  });
  lake.close();
  return measured;
}

function lineParts({ columns }: DatasetFiles): LinePart[] {
  const nonce = "bench";
  const prompt = markText("Classify this customer message: {{text}}", columns, nonce);
  const request = { model: "gpt-5-mini", prompt, maxOutputTokens: 200 };
  return splitMarks(openAi.encode(chatOf(request), rowMark(nonce)).line, nonce);
}

async function readFiles(dir: string): Promise<DatasetFiles> {
  return JSON.parse(await readFile(join(dir, "files.json"), "utf8"));
}

function plainPart(dir: string, part: number): string {
  return join(dir, "plain", `rows-${part}.parquet`);
}

/** The key is fixed, so that every side can open what another has stored. */
async function openStorage(dir: string): Promise<Storage> {
  const key = createSecretKey(Buffer.alloc(32, 7));
  const disk = await openDiskStorage(join(dir, "store"));
  return sealedStorage(disk, async () => ({ id: "0123456789abcdef", key }));
}
