import { withOrganization } from "../db/client";
import { type ConnectionRecord, findConnection } from "../db/connection";
import { AppError } from "../errors";
import type { ProviderSession } from "../providers/provider";
import type { Runtime } from "../runtime";
import { assertPublicAddress } from "./public-address";
import { isSandboxAddress } from "./sandbox-address";

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

/**
 * Opens the provider account of a connection. The key leaves the vault here and goes nowhere but into the client. The
 * address is looked at each time, because what a name resolves to may change.
 */
export async function openAccount(
  runtime: Runtime,
  organizationId: string,
  connection: ConnectionRecord,
): Promise<ProviderSession> {
  const { baseUrl, settings } = connection;
  await assertAllowedAddresses(runtime, { baseUrl, settings });
  const context = connectionKeyContext(connection.id);
  const apiKey = await runtime.vault.open(organizationId, context, connection.sealedKey);
  const provider = runtime.provider(connection.provider);
  return provider.open({ apiKey, baseUrl, settings });
}

/** Throws `ProviderError` when any address of an account is one that connections may not lead to. */
export async function assertAllowedAddresses(
  runtime: Runtime,
  { baseUrl, settings }: Pick<ConnectionRecord, "baseUrl" | "settings">,
): Promise<void> {
  const named = Object.values(settings).filter((value) => /^https?:/i.test(value));
  for (const address of [baseUrl, ...named]) await assertAllowedAddress(runtime, address);
}

async function assertAllowedAddress({ settings }: Runtime, baseUrl: string | null): Promise<void> {
  const allowed =
    baseUrl === null ||
    settings.allowPrivateProviderUrls ||
    isSandboxAddress(settings.sandboxUrl, baseUrl);
  if (!allowed) await assertPublicAddress(baseUrl);
}
