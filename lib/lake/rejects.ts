import { join } from "node:path";
import type { Reject } from "../core/dataset";
import { datasetRejectsKey } from "../storage/keys";
import type { Storage } from "../storage/storage";
import type { Lake } from "./engine";
import { quoteLiteral } from "./sql";

/** Which dataset's rejects. */
interface RejectsOf {
  readonly organizationId: string;
  readonly datasetId: string;
}

/** Rejected records in the order of the file, `limit` of them after the first `offset`. */
export async function readRejects(
  lake: Lake,
  storage: Storage,
  dataset: RejectsOf,
  { offset, limit }: { offset: number; limit: number },
): Promise<Reject[]> {
  return lake.withScratch(async (dir) => {
    const path = await fetchRejects(storage, dataset, dir);
    return lake.rows<Reject>(
      `SELECT line, reason, excerpt FROM read_parquet(${quoteLiteral(path)})
       LIMIT ${Math.trunc(limit)} OFFSET ${Math.trunc(offset)}`,
    );
  });
}

/** All rejected records, for a download: memory does not grow with their number. */
export async function* streamRejects(
  lake: Lake,
  storage: Storage,
  dataset: RejectsOf,
): AsyncGenerator<Reject> {
  const page = 10_000;
  for (let offset = 0; ; offset += page) {
    const rejects = await readRejects(lake, storage, dataset, { offset, limit: page });
    yield* rejects;
    if (rejects.length < page) return;
  }
}

async function fetchRejects(storage: Storage, dataset: RejectsOf, dir: string): Promise<string> {
  const path = join(dir, "rejects.parquet");
  await storage.toFile(datasetRejectsKey(dataset.organizationId, dataset.datasetId), path);
  return path;
}
