import { join } from "node:path";
import type { Storage } from "../storage/storage";
import type { Lake } from "./engine";
import { quoteLiteral } from "./sql";

/**
 * Stores under `rowsKey` the numbers of the rows that are worth sending again (one BIGINT column `row`, ascending), out
 * of the outcomes of a batch; returns how many. Nothing is stored when there are none.
 */
export async function selectRepairRows(
  lake: Lake,
  storage: Storage,
  outcomesKey: string,
  rowsKey: string,
): Promise<number> {
  return lake.withScratch(async (dir) => {
    const outcomes = join(dir, "outcomes.parquet");
    const path = join(dir, "rows.parquet");
    await storage.toFile(outcomesKey, outcomes);
    const [copied] = await lake.rows<{ Count: number }>(
      `COPY (SELECT "row" FROM read_parquet(${quoteLiteral(outcomes)}) WHERE retryable ORDER BY "row")
       TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    const rows = copied?.Count ?? 0;
    if (rows > 0) await storage.put(rowsKey, { path });
    return rows;
  });
}
