import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { deleteDataKeys } from "../db/data-key";
import type { Runtime } from "../runtime";

/**
 * Throws the data keys of an organization away, for good: nothing of it opens any more, in this process
 * at once, in others within `KEYS_HOLD_MS`. Returns how many keys there were, so it may be called again.
 */
export async function destroyOrganizationKeys(
  runtime: Runtime,
  organizationId: string,
): Promise<number> {
  const count = await withOrganization(runtime.database, organizationId, async (scope) => {
    const keys = await deleteDataKeys(scope);
    const destroyed = { action: "dataKeys.destroyed", id: organizationId, name: null } as const;
    if (keys > 0) await noteAudit(scope, runtime, { ...destroyed, before: { keys } });
    return keys;
  });
  runtime.vault.forget(organizationId);
  return count;
}
