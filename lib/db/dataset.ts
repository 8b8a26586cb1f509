import type { DatasetColumn, DatasetFiles, DatasetFormat, DatasetPart } from "../core/dataset";
import type { Problem } from "../core/problem";
import type { Scope } from "./client";
import type { Dataset } from "./generated/client";
import { inTeams } from "./in-teams";
import { toJson, toJsonOrNull } from "./json-column";

/** Figures of one column, for people. */
export interface ColumnProfile {
  readonly nulls: number;
  readonly minLength: number;
  readonly averageLength: number;
  readonly maxLength: number;
  readonly distinct: number;
}

export interface DatasetNotice {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface DatasetRecord {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly fileName: string;
  readonly state: Dataset["state"];
  readonly version: number;
  readonly format: DatasetFormat | null;
  readonly rows: number;
  readonly rejected: number;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly importedBytes: number;
  readonly columns: readonly (DatasetColumn & Partial<ColumnProfile>)[];
  readonly parts: readonly DatasetPart[];
  readonly notices: readonly DatasetNotice[];
  readonly error: Problem | null;
  readonly createdById: string | null;
  readonly createdAt: Date;
}

function toRecord(row: Dataset): DatasetRecord {
  return {
    ...row,
    format: row.format as DatasetFormat | null,
    bytes: Number(row.bytes),
    importedBytes: Number(row.importedBytes),
    columns: row.columns as unknown as DatasetRecord["columns"],
    parts: row.parts as unknown as DatasetPart[],
    notices: row.notices as unknown as DatasetNotice[],
    error: row.error as unknown as Problem | null,
  };
}

export interface NewDataset {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly createdById: string | null;
}

/** Creates the dataset, due for import; when the id is there already, what is there stays. */
export async function createDataset(
  scope: Scope,
  dataset: NewDataset,
  dueAt: Date,
): Promise<DatasetRecord> {
  await scope.tx.dataset.createMany({
    data: [{ ...dataset, organizationId: scope.organizationId, dueAt }],
    skipDuplicates: true,
  });
  return toRecord(
    await scope.tx.dataset.findFirstOrThrow({
      where: { id: dataset.id, organizationId: scope.organizationId },
    }),
  );
}

export async function findDataset(scope: Scope, id: string): Promise<DatasetRecord | null> {
  const row = await scope.tx.dataset.findFirst({
    where: { id, organizationId: scope.organizationId },
  });
  return row && toRecord(row);
}

/** What the organization's files come to, as they were received. */
export async function storedBytes(scope: Scope): Promise<number> {
  const { _sum } = await scope.tx.dataset.aggregate({
    where: { organizationId: scope.organizationId },
    _sum: { bytes: true },
  });
  return Number(_sum.bytes ?? 0);
}

export async function listDatasets(
  scope: Scope,
  page: { after: string | null; limit: number; teams: readonly string[] | null },
): Promise<DatasetRecord[]> {
  const rows = await scope.tx.dataset.findMany({
    where: {
      organizationId: scope.organizationId,
      ...inTeams(page.teams),
      ...(page.after ? { id: { lt: page.after } } : {}),
    },
    orderBy: { id: "desc" },
    take: page.limit,
  });
  return rows.map(toRecord);
}

/** Pushes the due time ahead while an import lives, and notes how far it came. */
export async function noteImportProgress(
  scope: Scope,
  id: string,
  importedBytes: number,
  dueAt: Date,
): Promise<void> {
  await scope.tx.dataset.updateMany({
    where: { id, organizationId: scope.organizationId, state: "importing" },
    data: { importedBytes: BigInt(importedBytes), dueAt },
  });
}

export interface ImportedFigures {
  readonly format: DatasetFormat;
  /** Of the file as received: all of it has been imported. */
  readonly bytes: number;
  readonly rows: number;
  readonly rejected: number;
  readonly blank: number;
  readonly lines: number;
  readonly columns: DatasetRecord["columns"];
  readonly parts: readonly DatasetPart[];
  readonly notices: readonly DatasetNotice[];
}

/** importing → ready. False when another worker was first. */
export async function finishImport(
  scope: Scope,
  id: string,
  { columns, parts, notices, bytes, ...figures }: ImportedFigures,
  now: Date,
): Promise<boolean> {
  const { count } = await scope.tx.dataset.updateMany({
    where: { id, organizationId: scope.organizationId, state: "importing" },
    data: {
      ...figures,
      importedBytes: BigInt(bytes),
      columns: toJson(columns),
      parts: toJson(parts),
      notices: toJson(notices),
      state: "ready",
      readyAt: now,
      dueAt: null,
      version: { increment: 1 },
    },
  });
  return count === 1;
}

/** importing → failed. False when another worker was first. */
export async function failImport(scope: Scope, id: string, error: Problem): Promise<boolean> {
  const { count } = await scope.tx.dataset.updateMany({
    where: { id, organizationId: scope.organizationId, state: "importing" },
    data: { state: "failed", error: toJsonOrNull(error), dueAt: null, version: { increment: 1 } },
  });
  return count === 1;
}

/** What the engine must know to read the dataset. */
export function datasetFiles(
  scope: { organizationId: string },
  dataset: DatasetRecord,
): DatasetFiles {
  return {
    organizationId: scope.organizationId,
    datasetId: dataset.id,
    columns: dataset.columns,
    parts: dataset.parts,
    rows: dataset.rows,
  };
}
