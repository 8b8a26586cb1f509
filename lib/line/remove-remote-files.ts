import { withOrganization } from "../db/client";
import { type ConnectionRecord, listConnections } from "../db/connection";
import { countRemoteFiles } from "../db/organization-removal";
import type { Runtime } from "../runtime";
import { openAccount } from "./open-session";
import { removeSettledFiles } from "./settled-files";
import { removeStrayFiles } from "./stray-files";

const PAGE = 100;

/**
 * Removes what providers hold of an organization, as far as they allow it now: files of settled batches, and request files
 * that never became a batch. A connection that is set to leave files there leaves them. Never fails: what could not be
 * removed is counted by `countRemoteFiles`.
 */
export async function removeRemoteFiles(runtime: Runtime, organizationId: string): Promise<void> {
  for (let after: string | null = null; ; ) {
    const page: Parameters<typeof listConnections>[1] = { after, limit: PAGE };
    const connections: ConnectionRecord[] = await withOrganization(
      runtime.database,
      organizationId,
      (scope) => listConnections(scope, page),
    );
    for (const connection of connections) await removeAll(runtime, organizationId, connection);
    after = connections.at(-1)?.id ?? null;
    if (connections.length < PAGE) return;
  }
}

async function removeAll(
  runtime: Runtime,
  organizationId: string,
  connection: ConnectionRecord,
): Promise<void> {
  const { database, log, now } = runtime;
  const left = () =>
    withOrganization(database, organizationId, async (scope) => {
      const { refused } = await countRemoteFiles(scope);
      return refused;
    });
  try {
    const session = await openAccount(runtime, organizationId, connection);
    for (let before = await left(); before > 0; ) {
      await removeSettledFiles(runtime, organizationId, connection, session, new Date(now()));
      const after = await left();
      if (after >= before) break;
      before = after;
    }
    // Nothing runs any more that could need one of them.
    const unswept = { ...connection, filesSweptAt: null };
    await removeStrayFiles(runtime, organizationId, unswept, session.stagedFiles, new Set());
  } catch (err) {
    log.warn({ err, id: connection.id }, "the files of a removed organization stay at a provider");
  }
}
