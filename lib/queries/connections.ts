import type { Connection } from "../contracts/connections";
import { withOrganization } from "../db/client";
import { type ConnectionRecord, listConnections as selectConnections } from "../db/connection";
import type { Runtime } from "../runtime";
import { pageOf } from "./page";

/** Provider accounts, oldest first; keys are never shown. */
export async function listConnections(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const rows = await withOrganization(runtime.database, organizationId, (scope) =>
    selectConnections(scope, { after: cursor ?? null, limit: limit + 1 }),
  );
  return pageOf(rows, limit, (row) => row.id, showConnection);
}

export function showConnection(connection: ConnectionRecord): Connection {
  const { id, name, provider, baseUrl, keyHint, simulated, createdAt } = connection;
  return { id, name, provider, baseUrl, keyHint, simulated, createdAt: createdAt.toISOString() };
}
