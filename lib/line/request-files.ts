import type { DatasetColumn, DatasetFiles } from "../core/dataset";
import { type DatasetRecord, datasetFiles } from "../db/dataset";
import type { JobRecord } from "../db/job";

/** The only column of the lines that a job made of ready-made requests: a whole line each. */
export const LINE_COLUMNS: readonly DatasetColumn[] = [
  { name: "line", internal: "c0", type: "json" },
];

/** What a job's request lines are rendered from: the dataset's rows, or the lines that were made of them. */
export function requestFiles(
  organizationId: string,
  { id, requests }: Pick<JobRecord, "id" | "requests">,
  dataset: DatasetRecord,
): DatasetFiles {
  const files = datasetFiles({ organizationId }, dataset);
  const parts = requests?.parts ?? null;
  return parts === null ? files : { ...files, jobId: id, columns: LINE_COLUMNS, parts };
}
