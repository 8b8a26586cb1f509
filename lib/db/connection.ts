import type { ProviderKind } from "../core/provider-kind";
import type { Database, Scope } from "./client";
import type { Connection } from "./generated/client";
import { toJson } from "./json-column";

export type ConnectionRecord = Omit<Connection, "organizationId" | "provider" | "settings"> & {
  readonly provider: ProviderKind;
  readonly settings: Readonly<Record<string, string>>;
};

function toRecord({ organizationId: _, ...row }: Connection): ConnectionRecord {
  return {
    ...row,
    provider: row.provider as ProviderKind,
    settings: row.settings as Record<string, string>,
  };
}

export interface NewConnection {
  readonly id: string;
  readonly name: string;
  readonly provider: ProviderKind;
  readonly sealedKey: Uint8Array<ArrayBuffer>;
  readonly keyHint: string;
  readonly baseUrl: string | null;
  readonly settings: Readonly<Record<string, string>>;
  readonly simulated: boolean;
}

/** Null when the organization has another connection of that name; the same id again is the same connection. */
export async function createConnection(
  scope: Scope,
  connection: NewConnection,
): Promise<ConnectionRecord | null> {
  await scope.tx.connection.createMany({
    data: [
      {
        ...connection,
        settings: toJson(connection.settings),
        organizationId: scope.organizationId,
      },
    ],
    skipDuplicates: true,
  });
  return findConnection(scope, connection.id);
}

export type ConnectionChange = Partial<
  Pick<ConnectionRecord, "name" | "keyHint" | "keepsFiles" | "takesBatches" | "disabledAt">
> & {
  readonly sealedKey?: Uint8Array<ArrayBuffer>;
  readonly sealedHookSecret?: Uint8Array<ArrayBuffer> | null;
};

/** Null when there is no such connection here. */
export async function updateConnection(
  scope: Scope,
  id: string,
  change: ConnectionChange,
): Promise<ConnectionRecord | "name-taken" | null> {
  const { organizationId } = scope;
  if (change.name !== undefined) {
    const { name } = change;
    const other = await scope.tx.connection.findFirst({
      where: { organizationId, name, id: { not: id } },
    });
    if (other) return "name-taken";
  }
  await scope.tx.connection.updateMany({ where: { id, organizationId }, data: change });
  return findConnection(scope, id);
}

/** What a look through the provider's files came to: removed ones add up, those left are as of now. */
export async function noteStrayFiles(
  scope: Scope,
  id: string,
  { removed, left, filesSweptAt }: { removed: number; left: number; filesSweptAt: Date },
): Promise<void> {
  await scope.tx.connection.updateMany({
    where: { id, organizationId: scope.organizationId },
    data: { filesSweptAt, strayFilesLeft: left, strayFilesRemoved: { increment: removed } },
  });
}

/** Whose connection this is; null when there is none of that id. */
export async function organizationOfConnection(
  database: Database,
  id: string,
): Promise<string | null> {
  const [row] = await database.prisma.$queryRaw<{ organization_id: string }[]>`
    SELECT organization_id FROM organization_of_connection(${id})`;
  return row?.organization_id ?? null;
}

export async function findConnection(scope: Scope, id: string): Promise<ConnectionRecord | null> {
  const row = await scope.tx.connection.findFirst({
    where: { id, organizationId: scope.organizationId },
  });
  return row && toRecord(row);
}

/** Like `findConnection`, and nobody else changes it until the transaction ends. */
export async function lockConnection(scope: Scope, id: string): Promise<ConnectionRecord | null> {
  const { tx, organizationId } = scope;
  await tx.$queryRaw`
    SELECT 1 FROM connections WHERE id = ${id} AND organization_id = ${organizationId} FOR NO KEY UPDATE`;
  return findConnection(scope, id);
}

export async function listConnections(
  scope: Scope,
  page: { after: string | null; limit: number },
): Promise<ConnectionRecord[]> {
  const rows = await scope.tx.connection.findMany({
    where: {
      organizationId: scope.organizationId,
      ...(page.after ? { id: { gt: page.after } } : {}),
    },
    orderBy: { id: "asc" },
    take: page.limit,
  });
  return rows.map(toRecord);
}
