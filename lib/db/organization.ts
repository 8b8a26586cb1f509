import type { Database, Scope } from "./client";

export interface OrganizationRecord {
  readonly id: string;
  readonly name: string;
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
    select: { id: true, name: true },
  });
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
