import type { Database, Scope } from "./client";

export interface ApiKeyRecord {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

const SHOWN = {
  id: true,
  name: true,
  prefix: true,
  createdAt: true,
  lastUsedAt: true,
  revokedAt: true,
} as const;

/** Whose key this is, by its SHA-256; null when unknown or revoked. */
export async function organizationOfApiKey(
  database: Database,
  hash: string,
): Promise<{ organizationId: string; apiKeyId: string } | null> {
  const [row] = await database.prisma.$queryRaw<{ organization_id: string; id: string }[]>`
    SELECT organization_id, id FROM organization_of_api_key(${hash})`;
  return row ? { organizationId: row.organization_id, apiKeyId: row.id } : null;
}

/** The same id again is the same key with another secret: the first one never reached its caller. */
export function createApiKey(
  scope: Scope,
  { id, ...key }: { id: string; name: string; prefix: string; hash: string },
): Promise<ApiKeyRecord> {
  const { organizationId } = scope;
  return scope.tx.apiKey.upsert({
    where: { id, organizationId },
    create: { ...key, id, organizationId },
    update: key,
    select: SHOWN,
  });
}

export function listApiKeys(
  scope: Scope,
  page: { after: string | null; limit: number },
): Promise<ApiKeyRecord[]> {
  return scope.tx.apiKey.findMany({
    where: {
      organizationId: scope.organizationId,
      ...(page.after ? { id: { lt: page.after } } : {}),
    },
    orderBy: { id: "desc" },
    take: page.limit,
    select: SHOWN,
  });
}

/** Revokes once; a second call keeps the first time. Null when there is no such key here. */
export async function revokeApiKey(
  scope: Scope,
  id: string,
  now: Date,
): Promise<ApiKeyRecord | null> {
  const where = { id, organizationId: scope.organizationId };
  await scope.tx.apiKey.updateMany({
    where: { ...where, revokedAt: null },
    data: { revokedAt: now },
  });
  return scope.tx.apiKey.findFirst({ where, select: SHOWN });
}

/** Notes the use, at most once a minute per key, so that reads do not become writes. */
export async function touchApiKey(scope: Scope, id: string, now: Date): Promise<void> {
  const stale = new Date(now.getTime() - 60_000);
  await scope.tx.apiKey.updateMany({
    where: {
      id,
      organizationId: scope.organizationId,
      OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: stale } }],
    },
    data: { lastUsedAt: now },
  });
}
