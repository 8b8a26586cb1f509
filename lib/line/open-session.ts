import { withOrganization } from "../db/client";
import { type ConnectionRecord, findConnection } from "../db/connection";
import { AppError } from "../errors";
import type { ProviderSession } from "../providers/provider";
import type { Runtime } from "../runtime";

/** The context under which a connection's key is sealed. */
export const connectionKeyContext = (connectionId: string): string =>
  `connections/${connectionId}/key`;

/** Opens the provider account of a connection. The key leaves the vault here and goes nowhere but into the client. */
export async function openSession(
  runtime: Runtime,
  organizationId: string,
  connectionId: string,
): Promise<{ session: ProviderSession; connection: ConnectionRecord }> {
  const connection = await withOrganization(runtime.database, organizationId, (scope) =>
    findConnection(scope, connectionId),
  );
  if (!connection) throw new AppError("not_found", "The connection is gone. Choose another one.");
  const context = connectionKeyContext(connection.id);
  const apiKey = await runtime.vault.open(organizationId, context, connection.sealedKey);
  const provider = runtime.provider(connection.provider);
  const { baseUrl, settings } = connection;
  return { session: provider.open({ apiKey, baseUrl, settings }), connection };
}
