import type { KeyScope } from "../core/access";
import type { Database, Scope } from "./client";
import { inTeams } from "./in-teams";

export interface ApiKeyRecord {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
  /** Null: a key of the whole organization. */
  readonly teamId: string | null;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

const SHOWN = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  teamId: true,
  expiresAt: true,
  createdAt: true,
  lastUsedAt: true,
  revokedAt: true,
} as const;

/** A key that somebody calls with. */
export interface HeldKey {
  readonly organizationId: string;
  /** An owner has asked for the organization's deletion. */
  readonly deleteAfter: Date | null;
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly teamId: string | null;
}

/** The key with this SHA-256; null when it is unknown, was revoked or has run out. */
export async function apiKeyOf(
  database: Database,
  hash: string,
  now: Date,
): Promise<HeldKey | null> {
  const [row] = await database.prisma.$queryRaw<
    {
      organization_id: string;
      delete_after: Date | null;
      id: string;
      name: string;
      scopes: KeyScope[];
      team_id: string | null;
    }[]
  >`SELECT organization_id, delete_after, id, name, scopes, team_id FROM api_key_of(${hash}, ${now})`;
  if (!row) return null;
  const { id, name, scopes } = row;
  return {
    ...{ id, name, scopes, teamId: row.team_id },
    organizationId: row.organization_id,
    deleteAfter: row.delete_after,
  };
}

export interface NewApiKey
  extends Pick<ApiKeyRecord, "id" | "name" | "prefix" | "scopes" | "teamId" | "expiresAt"> {
  readonly hash: string;
  readonly createdById: string | null;
}

/** The same id again is the same key with another secret: the first one never reached its caller. */
export function createApiKey(
  scope: Scope,
  { id, scopes, ...rest }: NewApiKey,
): Promise<ApiKeyRecord> {
  const { organizationId } = scope;
  const key = { ...rest, scopes: [...scopes] };
  return scope.tx.apiKey.upsert({
    where: { id, organizationId },
    create: { ...key, id, organizationId },
    update: key,
    select: SHOWN,
  });
}

export function listApiKeys(
  scope: Scope,
  page: { after: string | null; limit: number; teams: readonly string[] | null },
): Promise<ApiKeyRecord[]> {
  return scope.tx.apiKey.findMany({
    where: {
      organizationId: scope.organizationId,
      ...inTeams(page.teams),
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

/** The keys that somebody has made here and that are not revoked. */
export function keysMadeBy(scope: Scope, createdById: string): Promise<ApiKeyRecord[]> {
  const { organizationId } = scope;
  return scope.tx.apiKey.findMany({
    where: { organizationId, createdById, revokedAt: null },
    orderBy: { id: "asc" },
    select: SHOWN,
  });
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
