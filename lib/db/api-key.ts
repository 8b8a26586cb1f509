import type { KeyScope } from "../core/access";
import { type KeyStatus, keyStatus } from "../core/api-key";
import type { Database, Scope } from "./client";
import type { Prisma } from "./generated/client";
import { inTeams } from "./in-teams";
import { fromMoneyOrNull, toMoneyOrNull } from "./money-column";

export interface ApiKeyRecord {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
  /** Null: a key of the whole organization. */
  readonly teamId: string | null;
  readonly expiresAt: Date | null;
  /** The most that jobs made with it may cost in all, in pico-dollars. */
  readonly budget: bigint | null;
  /** The secret before a rotation holds until then. */
  readonly previousUntil: Date | null;
  readonly rotationId: string | null;
  readonly createdAt: Date;
  readonly createdById: string | null;
  /** Who has the secret of the last rotation. */
  readonly rotatedById: string | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly team: { readonly name: string } | null;
  /** Null: the installation itself, or somebody whose account is gone. */
  readonly createdBy: { readonly name: string } | null;
}

export const statusOf = (key: ApiKeyRecord, nowMs: number): KeyStatus =>
  keyStatus(
    {
      revoked: key.revokedAt !== null,
      expiresAtMs: key.expiresAt?.getTime() ?? null,
      previousUntilMs: key.previousUntil?.getTime() ?? null,
    },
    nowMs,
  );

const SHOWN = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  teamId: true,
  expiresAt: true,
  budget: true,
  previousUntil: true,
  rotationId: true,
  createdAt: true,
  createdById: true,
  rotatedById: true,
  lastUsedAt: true,
  revokedAt: true,
  team: { select: { name: true } },
  createdBy: { select: { name: true } },
} as const;

const toRecord = (row: Prisma.ApiKeyGetPayload<{ select: typeof SHOWN }>): ApiKeyRecord => ({
  ...row,
  budget: toMoneyOrNull(row.budget),
});

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
  extends Pick<
    ApiKeyRecord,
    "id" | "name" | "prefix" | "scopes" | "teamId" | "expiresAt" | "budget" | "createdById"
  > {
  readonly hash: string;
}

/** The same id again is the same key with another secret: the first one never reached its caller. */
export async function createApiKey(
  scope: Scope,
  { id, scopes, budget, ...rest }: NewApiKey,
): Promise<ApiKeyRecord> {
  const { organizationId } = scope;
  const key = { ...rest, scopes: [...scopes], budget: fromMoneyOrNull(budget) };
  const row = await scope.tx.apiKey.upsert({
    where: { id, organizationId },
    create: { ...key, id, organizationId },
    update: key,
    select: SHOWN,
  });
  return toRecord(row);
}

export async function listApiKeys(
  scope: Scope,
  page: { after: string | null; limit: number; teams: readonly string[] | null },
): Promise<ApiKeyRecord[]> {
  const rows = await scope.tx.apiKey.findMany({
    where: {
      organizationId: scope.organizationId,
      ...inTeams(page.teams),
      ...(page.after ? { id: { lt: page.after } } : {}),
    },
    orderBy: { id: "desc" },
    take: page.limit,
    select: SHOWN,
  });
  return rows.map(toRecord);
}

export async function findApiKey(scope: Scope, id: string): Promise<ApiKeyRecord | null> {
  const where = { id, organizationId: scope.organizationId };
  const row = await scope.tx.apiKey.findFirst({ where, select: SHOWN });
  return row && toRecord(row);
}

/**
 * The key, whose row is locked until the transaction ends: what it has given away is decided by one at a time. Take it before
 * the lock of any job.
 */
export async function lockApiKey(scope: Scope, id: string): Promise<ApiKeyRecord | null> {
  await scope.tx.$queryRaw`
    SELECT 1 FROM api_keys WHERE id = ${id} AND organization_id = ${scope.organizationId} FOR UPDATE`;
  return findApiKey(scope, id);
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
  return findApiKey(scope, id);
}

export interface ApiKeyChange {
  readonly name?: string;
  readonly budget?: bigint | null;
  readonly expiresAt?: Date | null;
}

/** Null when there is no such key here. */
export async function updateApiKey(
  scope: Scope,
  id: string,
  { budget, ...change }: ApiKeyChange,
): Promise<ApiKeyRecord | null> {
  await scope.tx.apiKey.updateMany({
    where: { id, organizationId: scope.organizationId },
    data: { ...change, ...(budget === undefined ? {} : { budget: fromMoneyOrNull(budget) }) },
  });
  return findApiKey(scope, id);
}

export interface NewSecret {
  readonly rotationId: string;
  readonly prefix: string;
  readonly hash: string;
  /** Null: a program has it. */
  readonly rotatedById: string | null;
  /** Until when the secret of before holds beside it; null: no longer at all. */
  readonly previousUntil: Date | null;
}

/**
 * Gives the key another secret. That of before is kept, one of before that is gone; under the same rotation again it is the
 * new one that is replaced, since it never reached its caller. Null when there is no such key here.
 */
export async function replaceSecret(
  scope: Scope,
  id: string,
  { rotationId, prefix, hash, rotatedById, previousUntil }: NewSecret,
): Promise<ApiKeyRecord | null> {
  await scope.tx.$executeRaw`
    UPDATE api_keys SET
      previous_hash = CASE
        WHEN rotation_id = ${rotationId} THEN previous_hash
        WHEN ${previousUntil}::timestamptz IS NULL THEN NULL ELSE hash END,
      previous_until = CASE WHEN rotation_id = ${rotationId} THEN previous_until ELSE ${previousUntil} END,
      rotation_id = ${rotationId}, rotated_by_id = ${rotatedById}, prefix = ${prefix}, hash = ${hash}
    WHERE id = ${id} AND organization_id = ${scope.organizationId}`;
  return findApiKey(scope, id);
}

/** The keys that are not revoked and whose secret somebody was shown here: when it was made, or rotated last. */
export async function keysShownTo(scope: Scope, userId: string): Promise<ApiKeyRecord[]> {
  const { organizationId } = scope;
  const rows = await scope.tx.apiKey.findMany({
    where: {
      ...{ organizationId, revokedAt: null },
      OR: [{ createdById: userId }, { rotatedById: userId }],
    },
    orderBy: { id: "asc" },
    select: SHOWN,
  });
  return rows.map(toRecord);
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
