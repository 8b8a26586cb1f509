import { isFinalJobState, publicJobStatus } from "../core/job-phase";
import { withOrganization } from "../db/client";
import { findDataset } from "../db/dataset";
import { findJob } from "../db/job";
import { AppError } from "../errors";
import { exportResults } from "../lake/export-results";
import type { Runtime } from "../runtime";
import { resultsKey } from "../storage/keys";

const MEDIA_TYPES = {
  jsonl: "application/x-ndjson",
  csv: "text/csv; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
} as const;
export type ResultsFormat = keyof typeof MEDIA_TYPES;

const isFormat = (format: string): format is ResultsFormat => Object.hasOwn(MEDIA_TYPES, format);

/**
 * The results of an ended job in the dataset's own order, as a stream; `neutralize` is as in `exportResults`. Throws
 * `invalid_request` for an unknown format, and `not_ready` before the job's end.
 */
export async function resultsFile(
  runtime: Runtime,
  organizationId: string,
  id: string,
  { format, neutralize = false }: { readonly format: string; readonly neutralize?: boolean },
): Promise<{ fileName: string; mediaType: string; bytes: AsyncIterable<Uint8Array> }> {
  if (!isFormat(format)) {
    throw new AppError("invalid_request", "Choose format=jsonl, csv or parquet.", {
      details: { field: "format" },
    });
  }
  const { job, dataset } = await withOrganization(
    runtime.database,
    organizationId,
    async (scope) => {
      const found = await findJob(scope, id);
      return { job: found, dataset: found && (await findDataset(scope, found.datasetId)) };
    },
  );
  if (!job || !dataset) {
    throw new AppError("not_found", "There is no such job. Look at the list of jobs.");
  }
  const wish = { format, neutralize };
  const key = resultsKey(organizationId, id, "parquet");
  const details = { status: publicJobStatus(job.state, job.cancelRequestedAt !== null) };
  if (!isFinalJobState(job.state)) {
    throw new AppError("not_ready", "The results are not there until the job has ended.", {
      details,
    });
  }
  if ((await runtime.storage.head(key)) === null) {
    throw new AppError("not_ready", "The job ended before anything was sent: it has no results.", {
      details,
    });
  }
  return {
    fileName: `${job.name}.${format}`,
    mediaType: MEDIA_TYPES[format],
    bytes: exportResults(runtime.lake, runtime.storage, key, dataset.columns, wish),
  };
}
