import { type Access, accessOfKey, within } from "../core/access";
import { type ApiKeyRecord, lockApiKey, replaceSecret, statusOf } from "../db/api-key";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { beyondScopes, givingKey, refuseBeyond } from "./key-giver";
import { newSecret } from "./new-secret";
import { noSuchKey } from "./revoke-api-key";

const HOUR_MS = 3_600_000;

export interface Rotation {
  /** Of the key. */
  readonly id: string;
  /** The same id again is the same rotation with another secret: the first one never reached its caller. */
  readonly rotationId: string;
  /** For how long the secret of before holds beside the new one. */
  readonly overlapHours: number;
  /** What its rotator may do: nobody gets hold of a key that can do more. */
  readonly giver: Access;
}

/**
 * Gives a key a new secret, which is returned here and nowhere else; that of before holds for the overlap, one from a
 * rotation before ends. Throws `not_found`, `forbidden` for a key that can do more than the caller, `conflict` for one that
 * was revoked or has run out.
 */
export async function rotateApiKey(
  runtime: Runtime,
  organizationId: string,
  { id, rotationId, overlapHours, giver }: Rotation,
): Promise<{ key: ApiKeyRecord; secret: string }> {
  const { secret, kept } = newSecret();
  const key = await withOrganization(runtime.database, organizationId, async (scope) => {
    const found = await lockApiKey(scope, id);
    if (!found) throw noSuchKey();
    if (!within(accessOfKey(found.scopes, found.teamId), giver)) throw beyondScopes();
    const byKey = await givingKey(scope, runtime);
    if (byKey?.id !== id) refuseBeyond(found, byKey);
    refuseEnded(found, runtime);
    const previousUntil =
      overlapHours === 0 ? null : new Date(runtime.now() + overlapHours * HOUR_MS);
    if (found.rotationId !== rotationId) {
      const after = { overlapHours };
      await noteAudit(scope, runtime, { action: "key.rotated", id, name: found.name, after });
    }
    const rotatedById = runtime.actor.kind === "user" ? runtime.actor.id : null;
    return replaceSecret(scope, id, { ...kept, rotationId, rotatedById, previousUntil });
  });
  if (!key) throw noSuchKey();
  return { key, secret };
}

function refuseEnded(key: ApiKeyRecord, { now }: Runtime): void {
  const status = statusOf(key, now());
  if (status === "revoked") {
    throw new AppError("conflict", "The key was revoked. Make a new one.", { details: { status } });
  }
  if (status === "expired") {
    throw new AppError("conflict", "The key has run out. Give it a later end first.", {
      details: { status },
    });
  }
}
