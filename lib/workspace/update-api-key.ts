import { type AuditValues, auditDifference } from "../core/audit";
import { formatUsd } from "../core/money";
import {
  type ApiKeyChange,
  type ApiKeyRecord,
  lockApiKey,
  updateApiKey as saveApiKey,
} from "../db/api-key";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import type { Runtime } from "../runtime";
import { givingKey, refuseBeyond, refusePast } from "./key-giver";
import { noSuchKey } from "./revoke-api-key";

/**
 * Changes a key's name, budget or end; its scopes and team stay what they were made for. A budget below what is spent stops
 * further jobs and none that runs. Throws `not_found`, `invalid_request` for an end that has passed, `forbidden` for a key that
 * would go beyond its own limits.
 */
export async function updateApiKey(
  runtime: Runtime,
  organizationId: string,
  { id, ...change }: ApiKeyChange & { readonly id: string },
): Promise<ApiKeyRecord> {
  refusePast(change.expiresAt, runtime);
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const found = await lockApiKey(scope, id);
    if (!found) throw noSuchKey();
    refuseBeyond(change, await givingKey(scope, runtime));
    const changed = await saveApiKey(scope, id, change);
    if (!changed) throw noSuchKey();
    const difference = auditDifference(told(found), told(changed));
    if (difference === null) return changed;
    await noteAudit(scope, runtime, {
      action: "key.changed",
      id,
      name: changed.name,
      ...difference,
    });
    return changed;
  });
}

const told = ({ name, budget, expiresAt }: ApiKeyRecord): AuditValues => ({
  name,
  budgetUsd: budget === null ? null : formatUsd(budget),
  expiresAt: expiresAt?.toISOString() ?? null,
});
