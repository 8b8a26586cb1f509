import { type ApiKeyRecord, revokeApiKey as markRevoked } from "../db/api-key";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";

/** Revokes a key at once, with the secret of before a rotation too; calls that hold it are refused from now on. Revoking twice is no error. */
export async function revokeApiKey(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<ApiKeyRecord> {
  const key = await withOrganization(runtime.database, organizationId, async (scope) => {
    const now = new Date(runtime.now());
    const revoked = await markRevoked(scope, id, now);
    if (revoked?.revokedAt?.getTime() === now.getTime()) {
      await noteAudit(scope, runtime, { action: "key.revoked", id, name: revoked.name });
    }
    return revoked;
  });
  if (!key) throw noSuchKey();
  return key;
}

export const noSuchKey = (): AppError =>
  new AppError("not_found", "There is no such API key. Look at the list of keys.");
