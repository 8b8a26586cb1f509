import type { z } from "zod";
import type { datasetSchema, datasetSummarySchema } from "../contracts/datasets";
import { isFinalJobState } from "../core/job-phase";
import { KEEP_EVERYTHING, removalMs } from "../core/retention";
import { withOrganization } from "../db/client";
import {
  type DatasetRecord,
  datasetFiles,
  findDataset,
  listDatasets as selectDatasets,
} from "../db/dataset";
import { getRetention, jobsHoldingRows } from "../db/retention";
import { AppError } from "../errors";
import { readRejects } from "../lake/rejects";
import { readRows } from "../lake/rows";
import type { Runtime } from "../runtime";
import { numberCursor, type PageInTeams, pageOf } from "./page";

type Shown = z.infer<typeof datasetSchema>;
type Summary = z.infer<typeof datasetSummarySchema>;

const FIRST_REJECTS = 100;

export async function loadDataset(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<DatasetRecord> {
  const dataset = await withOrganization(runtime.database, organizationId, (scope) =>
    findDataset(scope, id),
  );
  if (dataset) return dataset;
  throw new AppError("not_found", "There is no such dataset. Look at the list of datasets.");
}

/** One dataset with its columns and its first rejected lines. */
export async function getDataset(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<Shown> {
  const dataset = await loadDataset(runtime, organizationId, id);
  const { lake, storage } = runtime;
  const files = datasetFiles({ organizationId }, dataset);
  const rejects =
    dataset.rejected > 0 && !dataset.contentDeletedAt
      ? await readRejects(lake, storage, files, { offset: 0, limit: FIRST_REJECTS })
      : [];
  return {
    ...summary(dataset),
    columns: dataset.columns.map(({ internal: _, ...column }) => column),
    notices: dataset.notices.map(({ code, params }) => ({ code, params })),
    rejects,
    removal: await removalOf(runtime, organizationId, dataset),
  };
}

/** What retention will do to it as things are; data that a job needs or holds goes after the last of these. */
async function removalOf(
  { database }: Runtime,
  organizationId: string,
  { id, state, readyAt, createdAt, uploadDeletedAt, contentDeletedAt }: DatasetRecord,
): Promise<Shown["removal"]> {
  if (contentDeletedAt || state === "importing") return null;
  const { days, jobs } = await withOrganization(database, organizationId, async (scope) => ({
    days: (await getRetention(scope)) ?? KEEP_EVERYTHING,
    jobs: await jobsHoldingRows(scope, id),
  }));
  const since = (readyAt ?? createdAt).getTime();
  const goesOn = jobs.some((job) => !isFinalJobState(job.state));
  const ends = jobs.map((job) => job.finishedAt?.getTime() ?? since);
  const last = goesOn ? null : Math.max(since, ...ends);
  return {
    upload: uploadDeletedAt ? null : isoOfMs(removalMs(since, days.uploadDays)),
    rows: isoOfMs(removalMs(last, days.resultsDays)),
  };
}

const isoOfMs = (ms: number | null): string | null => iso(ms === null ? null : new Date(ms));

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

export async function listDatasets(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit, teams, include }: PageInTeams & { include?: "deleted" | undefined },
) {
  const rows = await withOrganization(runtime.database, organizationId, (scope) =>
    selectDatasets(scope, {
      after: cursor ?? null,
      limit: limit + 1,
      teams,
      deleted: include === "deleted",
    }),
  );
  return pageOf(rows, limit, (row) => row.id, summary);
}

/** Rows as the user's file had them. The cursor is the last row number shown. */
export async function listRows(
  runtime: Runtime,
  organizationId: string,
  { id, cursor, limit }: { id: string; cursor?: string | undefined; limit: number },
) {
  const dataset = await ready(runtime, organizationId, id);
  const files = datasetFiles({ organizationId }, dataset);
  const firstRow = numberCursor(cursor) + 1;
  const rows = await readRows(runtime.lake, runtime.storage, files, {
    firstRow,
    limit: limit + 1,
  });
  const names = dataset.columns.map((column) => column.name);
  return pageOf(
    rows,
    limit,
    ({ row }) => String(row),
    ({ row, values }) => ({
      row,
      values: Object.fromEntries(names.map((name, i) => [name, values[i] ?? null])),
    }),
  );
}

/** Rejected lines. The cursor is how many were shown. */
export async function listRejects(
  runtime: Runtime,
  organizationId: string,
  { id, cursor, limit }: { id: string; cursor?: string | undefined; limit: number },
) {
  const dataset = await ready(runtime, organizationId, id);
  const files = datasetFiles({ organizationId }, dataset);
  const offset = numberCursor(cursor);
  const data =
    dataset.rejected > offset
      ? await readRejects(runtime.lake, runtime.storage, files, { offset, limit })
      : [];
  const next = offset + data.length;
  return { data, nextCursor: next < dataset.rejected ? String(next) : null };
}

export async function ready(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<DatasetRecord> {
  const dataset = await loadDataset(runtime, organizationId, id);
  if (dataset.contentDeletedAt) {
    throw new AppError("content_deleted", "This data was deleted. Upload it again.");
  }
  if (dataset.state === "ready") return dataset;
  throw new AppError("not_ready", "The data is still being imported, or could not be.", {
    details: { status: dataset.state },
  });
}

function summary(dataset: DatasetRecord): Summary {
  const { id, name, teamId, fileName, format, rows, rejected, bytes, importedBytes } = dataset;
  return {
    ...{ id, name, teamId, fileName, format, rows, rejected, bytes, importedBytes },
    status: dataset.state,
    error: dataset.error && { ...dataset.error, params: { ...dataset.error.params } },
    sensitivity: dataset.sensitivity,
    createdAt: dataset.createdAt.toISOString(),
    deletedAt: iso(dataset.contentDeletedAt),
  };
}
