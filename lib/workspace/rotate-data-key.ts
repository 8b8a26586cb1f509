import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { replaceDataKey } from "../db/data-key";
import type { Runtime } from "../runtime";

/**
 * Gives an organization a new data key and returns its id. This process seals with it at once, others
 * within `KEYS_HOLD_MS`; what older keys sealed still opens. Throws `not_found` where no key is in use.
 */
export async function rotateDataKey(runtime: Runtime, organizationId: string): Promise<string> {
  const key = runtime.vault.newDataKey(organizationId);
  const at = new Date(runtime.now());
  await withOrganization(runtime.database, organizationId, async (scope) => {
    await replaceDataKey(scope, key, at);
    await noteAudit(scope, runtime, { action: "dataKey.rotated", id: key.id, name: null });
  });
  runtime.vault.forget(organizationId);
  return key.id;
}
