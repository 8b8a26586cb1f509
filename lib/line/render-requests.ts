import { join } from "node:path";
import { selectionOf } from "../db/batch";
import { withOrganization } from "../db/client";
import { findDataset } from "../db/dataset";
import { AppError } from "../errors";
import { renderBatch } from "../lake/render-batch";
import type { Runtime } from "../runtime";
import { batchRowsKey } from "../storage/keys";
import { openLine } from "./job-request";
import type { BatchInJob } from "./load-batch";
import { requestFiles } from "./request-files";
import { lineParts } from "./request-line";

/** Renders the request lines of a batch, in row order, into a file in a private folder. Throws `not_found` without its data. */
export async function renderRequests(
  runtime: Runtime,
  organizationId: string,
  { batch, job }: BatchInJob,
  dir: string,
): Promise<{ readonly path: string; readonly sha256: string }> {
  const { lake, storage, database } = runtime;
  const dataset = await withOrganization(database, organizationId, (scope) =>
    findDataset(scope, job.datasetId),
  );
  if (!dataset) throw new AppError("not_found", "The data of this job is gone.");
  const parts = lineParts(await openLine(runtime, organizationId, job));
  const selection = selectionOf(batch, batchRowsKey(organizationId, job.id, batch.id));
  const files = requestFiles(organizationId, job, dataset);
  const path = join(dir, "requests.jsonl");
  const { sha256 } = await renderBatch(lake, storage, files, parts, selection, path);
  return { path, sha256 };
}
