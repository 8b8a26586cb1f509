import { withOrganization } from "../db/client";
import { type ConnectionRecord, findConnection } from "../db/connection";
import { AppError } from "../errors";
import type { ProviderSession } from "../providers/provider";
import type { Runtime } from "../runtime";

/** The context under which a connection's key is sealed. */
export const connectionKeyContext = (connectionId: string): string =>
  `connections/${connectionId}/key`;

/** The context under which the secret of its hook is sealed. */
export const hookSecretContext = (connectionId: string): string =>
  `connections/${connectionId}/hook`;

/** The connection, disabled or not. Throws `AppError` when there is none. */
export async function loadConnection(
  runtime: Runtime,
  organizationId: string,
  connectionId: string,
): Promise<ConnectionRecord> {
  const connection = await withOrganization(runtime.database, organizationId, (scope) =>
    findConnection(scope, connectionId),
  );
  if (!connection) throw new AppError("not_found", "The connection is gone. Choose another one.");
  return connection;
}

/** Loads a connection and opens its account; see `openAccount`. */
export async function openSession(
  runtime: Runtime,
  organizationId: string,
  connectionId: string,
): Promise<{ session: ProviderSession; connection: ConnectionRecord }> {
  const connection = await loadConnection(runtime, organizationId, connectionId);
  return { session: await openAccount(runtime, organizationId, connection), connection };
}

/** Opens the provider account of a connection. The key leaves the vault here and goes nowhere but into the client. */
export async function openAccount(
  runtime: Runtime,
  organizationId: string,
  connection: ConnectionRecord,
): Promise<ProviderSession> {
  const { baseUrl, settings } = connection;
  const context = connectionKeyContext(connection.id);
  const apiKey = await runtime.vault.open(organizationId, context, connection.sealedKey);
  const provider = runtime.provider(connection.provider);
  const { network } = runtime;
  return provider.open({ apiKey, baseUrl, settings, ...(network === null ? {} : { network }) });
}
