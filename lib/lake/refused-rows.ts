import { join } from "node:path";
import { jobRefusedKey } from "../storage/keys";
import type { Storage } from "../storage/storage";
import type { Lake } from "./engine";
import { quoteLiteral } from "./sql";

/** Which job's rows. */
interface RefusedOf {
  readonly organizationId: string;
  readonly jobId: string;
}

/** The numbers of the rows of which a job could make no request, rising. */
export function refusedRowNumbers(
  lake: Lake,
  storage: Storage,
  { organizationId, jobId }: RefusedOf,
): Promise<number[]> {
  return lake.withScratch(async (dir) => {
    const path = join(dir, "refused.parquet");
    await storage.toFile(jobRefusedKey(organizationId, jobId), path);
    const rows: number[] = [];
    const query = `SELECT "row"::DOUBLE FROM read_parquet(${quoteLiteral(path)}) ORDER BY "row"`;
    for await (const chunk of lake.columns(query)) {
      for (const row of chunk.numbers(0).subarray(0, chunk.rowCount)) rows.push(Number(row));
    }
    return rows;
  });
}

/** Writes a JSON line for each of them to `path`: `id` (the prefix and the row's number), `code` and `message`, which names the field. */
export async function writeRefusalLines(
  lake: Lake,
  storage: Storage,
  { organizationId, jobId }: RefusedOf,
  customIdPrefix: string,
  path: string,
): Promise<void> {
  await lake.withScratch(async (dir) => {
    const refused = join(dir, "refused.parquet");
    await storage.toFile(jobRefusedKey(organizationId, jobId), refused);
    await lake.run(
      `COPY (SELECT ${quoteLiteral(customIdPrefix)} || "row" AS id, code, 'See the field ' || field AS message
       FROM read_parquet(${quoteLiteral(refused)}) ORDER BY "row") TO ${quoteLiteral(path)} (FORMAT json)`,
    );
  });
}
