import type { Database, Scope } from "./client";
import { Prisma } from "./generated/client";
import { toJson } from "./json-column";

/** Whom to tell of a removal; people stay, but nothing says any more to whom the organization belonged. */
export interface RemovalOwner {
  readonly email: string;
  readonly locale: string;
}

/** Remote batches by what became of their files at the provider. */
export interface RemoteFiles {
  readonly removed: number;
  /** The connection was set to leave them there. */
  readonly kept: number;
  readonly refused: number;
}

export interface RemovalRecord {
  readonly id: string;
  readonly name: string | null;
  readonly owners: readonly RemovalOwner[];
  /** What there was when the removal began. */
  readonly datasets: number;
  readonly jobs: number;
  readonly objects: number;
  readonly bytes: bigint;
  readonly files: RemoteFiles;
  /** When its rows were gone. */
  readonly endedAt: Date | null;
  readonly toldAt: Date | null;
}

/** Organizations that wait for their removal, and those of which somebody has still to be told. */
export async function closingOrganizations(database: Database): Promise<string[]> {
  const rows = await database.prisma.$queryRaw<{ organization_id: string }[]>`
    SELECT organization_id FROM closing_organizations()`;
  return rows.map((row) => row.organization_id);
}

export async function findRemoval(scope: Scope): Promise<RemovalRecord | null> {
  const row = await scope.tx.organizationRemoval.findFirst({ where: { id: scope.organizationId } });
  if (!row) return null;
  const { id, name, datasets, jobs, objects, bytes, endedAt, toldAt } = row;
  return {
    ...{ id, name, datasets, jobs, objects, bytes, endedAt, toldAt },
    owners: (row.owners ?? []) as unknown as RemovalOwner[],
    files: { removed: row.filesRemoved, kept: row.filesKept, refused: row.filesRefused },
  };
}

export interface NewRemoval {
  readonly name: string;
  readonly owners: readonly RemovalOwner[];
  readonly objects: number;
  readonly bytes: bigint;
  readonly begunAt: Date;
}

/** Notes what there is to remove, once: what a later beginning counts is what the first one left. */
export async function beginRemoval(scope: Scope, removal: NewRemoval): Promise<void> {
  const { tx, organizationId } = scope;
  const where = { organizationId };
  const datasets = await tx.dataset.count({ where });
  const jobs = await tx.job.count({ where });
  const { owners, ...counted } = removal;
  const data = { ...counted, id: organizationId, owners: toJson(owners), datasets, jobs };
  await tx.organizationRemoval.createMany({ data: [data], skipDuplicates: true });
}

export async function noteRemoteFiles(
  scope: Scope,
  { removed, kept, refused }: RemoteFiles,
): Promise<void> {
  await scope.tx.organizationRemoval.updateMany({
    where: { id: scope.organizationId },
    data: { filesRemoved: removed, filesKept: kept, filesRefused: refused },
  });
}

/** Notes that nothing is left of the organization. */
export async function endRemoval(scope: Scope, endedAt: Date): Promise<void> {
  await scope.tx.organizationRemoval.updateMany({
    where: { id: scope.organizationId, endedAt: null },
    data: { endedAt },
  });
}

/** Notes that everybody was told, and forgets who that was. What stays says how much was removed, and when. */
export async function closeRemoval(scope: Scope, toldAt: Date): Promise<void> {
  await scope.tx.organizationRemoval.updateMany({
    where: { id: scope.organizationId },
    data: { toldAt, name: null, owners: Prisma.DbNull },
  });
}

/** Whether the organization may be removed by now, on the database's own clock. */
export async function mayBePurged(scope: Scope): Promise<boolean> {
  const { tx, organizationId } = scope;
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM organizations WHERE id = ${organizationId} AND delete_after <= now()`;
  return rows.length === 1;
}

/** Deletes every row of the organization and the organization. False, with nothing deleted, before its time. */
export async function purgeOrganization(database: Database, id: string): Promise<boolean> {
  const [row] = await database.prisma.$transaction(
    (tx) => tx.$queryRaw<{ purged: boolean }[]>`SELECT purge_organization(${id}) AS purged`,
    { timeout: PURGE_TIMEOUT_MS },
  );
  return row?.purged ?? false;
}

/** Rows grow with batches, of which a large organization has hundreds of thousands. */
const PURGE_TIMEOUT_MS = 10 * 60_000;

/** Of the batches that providers know, how many have left files there. */
export async function countRemoteFiles(scope: Scope): Promise<RemoteFiles> {
  const { organizationId } = scope;
  const [row] = await scope.tx.$queryRaw<{ removed: number; kept: number; refused: number }[]>`
    SELECT count(*) FILTER (WHERE files_removed_at IS NOT NULL)::int AS removed,
      count(*) FILTER (WHERE files_removed_at IS NULL AND keeps_files)::int AS kept,
      count(*) FILTER (WHERE files_removed_at IS NULL AND NOT keeps_files)::int AS refused
    FROM (
      SELECT b.files_removed_at, c.keeps_files FROM batches b
      JOIN connections c ON c.id = b.connection_id AND c.organization_id = ${organizationId}
      WHERE b.organization_id = ${organizationId} AND b.channel = 'batch' AND b.remote_id IS NOT NULL
      UNION ALL
      SELECT e.files_removed_at, c.keeps_files FROM extra_batches e
      JOIN batches b ON b.id = e.batch_id AND b.organization_id = ${organizationId}
      JOIN connections c ON c.id = b.connection_id AND c.organization_id = ${organizationId}
      WHERE e.organization_id = ${organizationId}
    ) AS remote`;
  return row ?? { removed: 0, kept: 0, refused: 0 };
}
