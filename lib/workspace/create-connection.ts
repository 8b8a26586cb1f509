import type { ProviderKind } from "../core/provider-kind";
import { withOrganization } from "../db/client";
import { type ConnectionRecord, createConnection as insertConnection } from "../db/connection";
import { AppError } from "../errors";
import { connectionKeyContext } from "../line/open-session";
import type { Runtime } from "../runtime";

export interface NewConnection {
  readonly id: string;
  readonly name: string;
  readonly provider: ProviderKind;
  readonly apiKey: string;
  readonly baseUrl: string | null;
  readonly settings: Readonly<Record<string, string>>;
}

/** Adds a provider account; its key is sealed and never given out again. Throws `conflict` when the name is taken. */
export async function createConnection(
  runtime: Runtime,
  organizationId: string,
  { apiKey, ...connection }: NewConnection,
): Promise<ConnectionRecord> {
  const context = connectionKeyContext(connection.id);
  const sealedKey = await runtime.vault.seal(organizationId, context, apiKey);
  const created = await withOrganization(runtime.database, organizationId, (scope) =>
    insertConnection(scope, {
      ...connection,
      sealedKey,
      keyHint: apiKey.length > 12 ? apiKey.slice(-4) : "",
      simulated: isSandbox(runtime, connection.baseUrl),
    }),
  );
  if (created) return created;
  throw new AppError("conflict", "There is a connection of this name. Choose another name.", {
    details: { field: "name" },
  });
}

/** Whether money spent there is simulated: decided by the address, never by the caller. */
function isSandbox({ settings }: Runtime, baseUrl: string | null): boolean {
  if (!baseUrl || !settings.sandboxUrl) return false;
  return addressOf(baseUrl) === addressOf(settings.sandboxUrl);
}

/** Host and port; the names of this machine are one. */
function addressOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  const host = ["localhost", "127.0.0.1", "[::1]"].includes(hostname) ? "localhost" : hostname;
  return `${host}:${port || protocol}`;
}
