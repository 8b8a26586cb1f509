import { type Access, accessOfKey, type KeyScope, within } from "../core/access";
import { type ApiKeyRecord, createApiKey as insertApiKey } from "../db/api-key";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { findTeam } from "../db/team";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { hashApiKey, newApiKey } from "../secrets";

const SHOWN_CHARACTERS = 10;

export interface NewKey {
  /** The same id again is the same key with another secret. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** Null: a key of the whole organization. */
  readonly teamId: string | null;
  readonly expiresAt: Date | null;
  readonly createdById: string | null;
  /** What its maker may do: a key can do no more. */
  readonly giver: Access;
}

/**
 * Makes an API key. Its secret is returned here and nowhere else: only a hash is kept. Throws `forbidden` for a key that
 * could do more than its maker, `not_found` for a team that is not there.
 */
export async function createApiKey(
  runtime: Runtime,
  organizationId: string,
  { giver, ...key }: NewKey,
): Promise<{ key: ApiKeyRecord; secret: string }> {
  const { id, name, teamId } = key;
  if (!within(accessOfKey(key.scopes, teamId), giver)) {
    throw new AppError("forbidden", "A key cannot do more than you may. Choose less, or a team.", {
      details: { field: "scopes" },
    });
  }
  const secret = newApiKey();
  const hidden = { prefix: secret.slice(0, SHOWN_CHARACTERS), hash: hashApiKey(secret) };
  const made = await withOrganization(runtime.database, organizationId, async (scope) => {
    const team = teamId === null ? null : await findTeam(scope, teamId);
    if (teamId !== null && !team) throw noTeam();
    const after = {
      ...{ scopes: key.scopes, team: team?.name ?? null },
      expiresAt: key.expiresAt?.toISOString() ?? null,
    };
    await noteAudit(scope, runtime, { action: "key.created", id, name, after });
    return insertApiKey(scope, { ...key, ...hidden });
  });
  return { key: made, secret };
}

const noTeam = (): AppError =>
  new AppError("not_found", "There is no such team. Look at the list of teams.", {
    details: { field: "teamId" },
  });
