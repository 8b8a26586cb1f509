import type { Scope } from "./client";
import type { Connection } from "./generated/client";

export type ConnectionRecord = Omit<Connection, "organizationId">;

export interface NewConnection {
  readonly id: string;
  readonly name: string;
  readonly provider: Connection["provider"];
  readonly sealedKey: Uint8Array<ArrayBuffer>;
  readonly keyHint: string;
  readonly baseUrl: string | null;
  readonly simulated: boolean;
}

/** Null when the organization has another connection of that name; the same id again is the same connection. */
export async function createConnection(
  scope: Scope,
  connection: NewConnection,
): Promise<ConnectionRecord | null> {
  await scope.tx.connection.createMany({
    data: [{ ...connection, organizationId: scope.organizationId }],
    skipDuplicates: true,
  });
  return findConnection(scope, connection.id);
}

export function findConnection(scope: Scope, id: string): Promise<ConnectionRecord | null> {
  return scope.tx.connection.findFirst({ where: { id, organizationId: scope.organizationId } });
}

export function listConnections(
  scope: Scope,
  page: { after: string | null; limit: number },
): Promise<ConnectionRecord[]> {
  return scope.tx.connection.findMany({
    where: {
      organizationId: scope.organizationId,
      ...(page.after ? { id: { gt: page.after } } : {}),
    },
    orderBy: { id: "asc" },
    take: page.limit,
  });
}
