import type { ApiKey } from "../contracts/organization";
import { type ApiKeyRecord, listApiKeys as selectApiKeys } from "../db/api-key";
import { withOrganization } from "../db/client";
import type { Runtime } from "../runtime";
import { type PageInTeams, pageOf } from "./page";

/** API keys, newest first; their secrets are nowhere to be had. */
export async function listApiKeys(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit, teams }: PageInTeams,
) {
  const rows = await withOrganization(runtime.database, organizationId, (scope) =>
    selectApiKeys(scope, { after: cursor ?? null, limit: limit + 1, teams }),
  );
  return pageOf(rows, limit, (row) => row.id, showApiKey);
}

export function showApiKey(key: ApiKeyRecord): ApiKey {
  return {
    ...key,
    scopes: [...key.scopes],
    expiresAt: key.expiresAt?.toISOString() ?? null,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}
