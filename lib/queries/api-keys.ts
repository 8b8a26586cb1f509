import type { ApiKey } from "../contracts/organization";
import { type ApiKeyRecord, listApiKeys as selectApiKeys } from "../db/api-key";
import { withOrganization } from "../db/client";
import type { Runtime } from "../runtime";
import { pageOf } from "./page";

/** API keys, newest first; their secrets are nowhere to be had. */
export async function listApiKeys(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const rows = await withOrganization(runtime.database, organizationId, (scope) =>
    selectApiKeys(scope, { after: cursor ?? null, limit: limit + 1 }),
  );
  return pageOf(rows, limit, (row) => row.id, showApiKey);
}

export function showApiKey(key: ApiKeyRecord): ApiKey {
  return {
    ...key,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}
