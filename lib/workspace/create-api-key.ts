import { type Access, accessOfKey, type KeyScope, within } from "../core/access";
import { formatUsd, type Money } from "../core/money";
import { type ApiKeyRecord, createApiKey as insertApiKey } from "../db/api-key";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { findTeam } from "../db/team";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { beyondScopes, givingKey, refuseBeyond, refusePast } from "./key-giver";
import { newSecret } from "./new-secret";

export interface NewKey {
  /** The same id again is the same key with another secret. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** Null: a key of the whole organization. */
  readonly teamId: string | null;
  readonly expiresAt: Date | null;
  /** The most that jobs made with it may cost in all; simulated and real money each. */
  readonly budget: Money | null;
  readonly createdById: string | null;
  /** What its maker may do: a key can do no more. */
  readonly giver: Access;
}

/**
 * Makes an API key. Its secret is returned here and nowhere else: only a hash is kept. A key made by a key belongs to the
 * person who made that one. Throws `forbidden` for a key that could do more than its maker, `not_found` for a team that is not
 * there, `invalid_request` for an end that has passed.
 */
export async function createApiKey(
  runtime: Runtime,
  organizationId: string,
  { giver, ...key }: NewKey,
): Promise<{ key: ApiKeyRecord; secret: string }> {
  const { id, name, teamId, expiresAt, budget } = key;
  if (!within(accessOfKey(key.scopes, teamId), giver)) throw beyondScopes();
  refusePast(expiresAt, runtime);
  const { secret, kept } = newSecret();
  const made = await withOrganization(runtime.database, organizationId, async (scope) => {
    const byKey = await givingKey(scope, runtime);
    refuseBeyond({ budget, expiresAt }, byKey);
    const team = teamId === null ? null : await findTeam(scope, teamId);
    if (teamId !== null && !team) throw noTeam();
    const after = {
      ...{ scopes: key.scopes, team: team?.name ?? null },
      expiresAt: expiresAt?.toISOString() ?? null,
      budgetUsd: budget === null ? null : formatUsd(budget),
    };
    await noteAudit(scope, runtime, { action: "key.created", id, name, after });
    const createdById = key.createdById ?? byKey?.createdById ?? null;
    return insertApiKey(scope, { ...key, ...kept, createdById });
  });
  return { key: made, secret };
}

const noTeam = (): AppError =>
  new AppError("not_found", "There is no such team. Look at the list of teams.", {
    details: { field: "teamId" },
  });
