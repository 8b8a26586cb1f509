import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLake } from "../lake/engine";
import { quoteLiteral } from "../lake/sql";

/** All rows of a Parquet file, in its order. For small files: everything is held in memory. */
export async function readParquet(file: string): Promise<Record<string, unknown>[]> {
  const scratchDir = await mkdtemp(join(tmpdir(), "tranche-parquet-"));
  const lake = await openLake({ scratchDir });
  try {
    const copy = join(scratchDir, "table.parquet");
    await copyFile(file, copy);
    return await lake.rows(`SELECT * FROM read_parquet(${quoteLiteral(copy)})`);
  } finally {
    lake.close();
    await rm(scratchDir, { recursive: true });
  }
}
