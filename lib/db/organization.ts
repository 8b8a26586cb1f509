import type { Database, Scope } from "./client";

export interface OrganizationRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  /** An owner has asked for its deletion. */
  readonly deleteAfter: Date | null;
}

export async function createOrganization(
  scope: Scope,
  organization: { name: string },
): Promise<void> {
  await scope.tx.organization.create({ data: { id: scope.organizationId, ...organization } });
}

export function getOrganization(scope: Scope): Promise<OrganizationRecord | null> {
  return scope.tx.organization.findFirst({
    where: { id: scope.organizationId },
    select: { id: true, name: true, createdAt: true, deleteAfter: true },
  });
}

/** Locks the organization until the transaction ends, so that what is decided by its state holds. */
export async function lockOrganization(scope: Scope): Promise<OrganizationRecord | null> {
  const { tx, organizationId } = scope;
  // `FOR UPDATE` would wait for whoever only adds something that belongs to it.
  await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${organizationId} FOR NO KEY UPDATE`;
  return getOrganization(scope);
}

export async function updateOrganization(
  scope: Scope,
  change: Partial<Pick<OrganizationRecord, "name" | "deleteAfter">>,
): Promise<void> {
  await scope.tx.organization.updateMany({ where: { id: scope.organizationId }, data: change });
}

/** In bytes; null: no limit of the organization's own. */
export interface UploadLimits {
  /** Of one file. */
  readonly maxUploadBytes: number | null;
  /** Of all files together. */
  readonly maxStoredBytes: number | null;
}

export async function uploadLimits(scope: Scope): Promise<UploadLimits> {
  const row = await scope.tx.organization.findFirst({
    where: { id: scope.organizationId },
    select: { maxUploadBytes: true, maxStoredBytes: true },
  });
  const { maxUploadBytes = null, maxStoredBytes = null } = row ?? {};
  return {
    maxUploadBytes: maxUploadBytes === null ? null : Number(maxUploadBytes),
    maxStoredBytes: maxStoredBytes === null ? null : Number(maxStoredBytes),
  };
}

/** Changes the limits that are given. */
export async function setUploadLimits(scope: Scope, limits: Partial<UploadLimits>): Promise<void> {
  await scope.tx.organization.updateMany({ where: { id: scope.organizationId }, data: limits });
}

/** Records what this installation was set up with. Returns what was there first, which wins a race. */
export async function ensureInstallation(
  database: Database,
  masterKeyCheck: Uint8Array<ArrayBuffer>,
): Promise<{ masterKeyCheck: Uint8Array; isNew: boolean }> {
  const { count } = await database.prisma.installation.createMany({
    data: [{ id: 1, masterKeyCheck }],
    skipDuplicates: true,
  });
  const row = await database.prisma.installation.findUniqueOrThrow({ where: { id: 1 } });
  return { masterKeyCheck: row.masterKeyCheck, isNew: count === 1 };
}

/** A query that costs nothing: whether the database answers. */
export async function pingDatabase(database: Database): Promise<void> {
  await database.prisma.$queryRaw`SELECT 1`;
}
