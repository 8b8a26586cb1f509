import type { Retention } from "../core/retention";
import type { Scope } from "./client";
import type { Dataset, Job } from "./generated/client";

export async function getRetention(scope: Scope): Promise<Retention | null> {
  return scope.tx.organization.findFirst({
    where: { id: scope.organizationId },
    select: { uploadDays: true, resultsDays: true, rawDays: true },
  });
}

export async function setRetention(scope: Scope, retention: Retention): Promise<void> {
  await scope.tx.organization.updateMany({ where: { id: scope.organizationId }, data: retention });
}

interface Past {
  readonly before: Date;
  readonly limit: number;
}

const IMPORTED: Dataset["state"][] = ["ready", "failed"];
const ENDED: Job["state"][] = ["completed", "completed_with_errors", "failed", "cancelled"];

const importedBefore = (before: Date) => ({
  state: { in: IMPORTED },
  OR: [{ readyAt: { lt: before } }, { readyAt: null, createdAt: { lt: before } }],
});

/** A job that the data, or what was made of it, still serves. */
const HOLDS_ROWS = { resultsDeletedAt: null, contentDeletedAt: null } as const;

/** Datasets whose file as received is past its days. */
export async function pastUploads(scope: Scope, { before, limit }: Past): Promise<string[]> {
  const { organizationId } = scope;
  const rows = await scope.tx.dataset.findMany({
    where: {
      ...{ organizationId, uploadDeletedAt: null, contentDeletedAt: null },
      ...importedBefore(before),
    },
    select: { id: true },
    orderBy: { id: "asc" },
    take: limit,
  });
  return rows.map(({ id }) => id);
}

/** Datasets that are past the days of results, and serve no job any more. */
export async function pastDatasets(scope: Scope, { before, limit }: Past): Promise<string[]> {
  const { organizationId } = scope;
  const rows = await scope.tx.dataset.findMany({
    where: {
      ...{ organizationId, contentDeletedAt: null, jobs: { none: HOLDS_ROWS } },
      ...importedBefore(before),
    },
    select: { id: true },
    orderBy: { id: "asc" },
    take: limit,
  });
  return rows.map(({ id }) => id);
}

/** Ended jobs whose results are past their days; `raw`: whose answers as the provider gave them are. */
export async function pastJobs(
  scope: Scope,
  part: "raw" | "results",
  { before, limit }: Past,
): Promise<string[]> {
  const rows = await scope.tx.job.findMany({
    where: {
      organizationId: scope.organizationId,
      ...HOLDS_ROWS,
      ...(part === "raw" ? { rawDeletedAt: null } : {}),
      state: { in: ENDED },
      finishedAt: { lt: before },
    },
    select: { id: true },
    orderBy: { id: "asc" },
    take: limit,
  });
  return rows.map(({ id }) => id);
}

export interface JobOfDataset {
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
  readonly state: Job["state"];
  readonly finishedAt: Date | null;
}

/** Jobs of a dataset that need its rows or hold them in their results. */
export async function jobsHoldingRows(scope: Scope, datasetId: string): Promise<JobOfDataset[]> {
  return scope.tx.job.findMany({
    where: { organizationId: scope.organizationId, datasetId, ...HOLDS_ROWS },
    select: { id: true, name: true, teamId: true, state: true, finishedAt: true },
    orderBy: { id: "asc" },
  });
}
