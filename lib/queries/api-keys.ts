import type { ApiKey } from "../contracts/organization";
import { formatUsd } from "../core/money";
import { type ApiKeyRecord, listApiKeys as selectApiKeys, statusOf } from "../db/api-key";
import { withOrganization } from "../db/client";
import { type KeySpend, type KeySpends, NO_SPEND, spendOfKeys } from "../db/key-spend";
import type { Runtime } from "../runtime";
import { type PageInTeams, pageOf } from "./page";

/** API keys, newest first, with what they have spent; their secrets are nowhere to be had. */
export async function listApiKeys(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit, teams }: PageInTeams,
) {
  const { rows, spends } = await withOrganization(
    runtime.database,
    organizationId,
    async (scope) => {
      const page = { after: cursor ?? null, limit: limit + 1, teams };
      const rows = await selectApiKeys(scope, page);
      const ids = rows.map((row) => row.id);
      return { rows, spends: await spendOfKeys(scope, ids) };
    },
  );
  return pageOf(
    rows,
    limit,
    (row) => row.id,
    (row) => shown(row, spends.get(row.id), runtime.now()),
  );
}

/** One key that was just made or changed. */
export async function showApiKey(
  { database, now }: Runtime,
  organizationId: string,
  key: ApiKeyRecord,
): Promise<ApiKey> {
  const spends = await withOrganization(database, organizationId, (scope) =>
    spendOfKeys(scope, [key.id]),
  );
  return shown(key, spends.get(key.id), now());
}

function shown(key: ApiKeyRecord, spends: KeySpends | undefined, nowMs: number): ApiKey {
  const { id, name, prefix, teamId, previousUntil, budget } = key;
  const { real, simulated } = spends ?? NO_SPEND;
  const twoHold = previousUntil !== null && previousUntil.getTime() > nowMs && !key.revokedAt;
  return {
    ...{ id, name, prefix, teamId },
    status: statusOf(key, nowMs),
    scopes: [...key.scopes],
    teamName: key.team?.name ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    previousUntil: twoHold ? previousUntil.toISOString() : null,
    budgetUsd: budget === null ? null : formatUsd(budget),
    ...spent(real),
    simulated: spent(simulated),
    createdAt: key.createdAt.toISOString(),
    createdByName: key.createdBy?.name ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}

const spent = ({ billed, reserved, unpricedRows }: KeySpend) => ({
  spentUsd: formatUsd(billed),
  reservedUsd: formatUsd(reserved),
  unpricedRows,
});
