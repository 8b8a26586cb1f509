import type { Organization, OwnOrganization } from "../contracts/organization";
import { type Access, teamsWith } from "../core/access";
import { withOrganization } from "../db/client";
import { sumDataKeys } from "../db/data-key";
import { storedBytes } from "../db/dataset";
import { getOrganization, uploadLimits } from "../db/organization";
import { membershipsOf } from "../db/user";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";

export interface Beholder {
  /** Null for a key. */
  readonly userId: string | null;
  readonly access: Access;
}

/** The organization that a call happens in, as its caller sees it. */
export async function showOrganization(
  { database, settings }: Runtime,
  organizationId: string,
  { userId, access }: Beholder,
): Promise<Organization> {
  const memberships = userId === null ? [] : await membershipsOf(database, userId);
  const own = memberships.find((member) => member.organizationId === organizationId);
  const { organization, keys, limits, stored } = await withOrganization(
    database,
    organizationId,
    async (scope) => ({
      organization: await getOrganization(scope),
      keys: await sumDataKeys(scope),
      limits: await uploadLimits(scope),
      stored: seesAll(access) ? await storedBytes(scope) : null,
    }),
  );
  if (!organization) throw new AppError("not_found", "The organization is gone.");
  const { id, name, createdAt, deleteAfter } = organization;
  const teams = Object.entries(access.teams).map(([team, given]) => [team, [...given]]);
  return {
    ...{ id, name, role: own?.role ?? null },
    access: { organization: [...access.organization], teams: Object.fromEntries(teams) },
    createdAt: createdAt.toISOString(),
    deleteAfter: deleteAfter?.toISOString() ?? null,
    limits: {
      ...limits,
      installationUploadBytes: settings.maxUploadBytes,
      installationStoredBytes: settings.maxStoredBytes,
      storedBytes: stored,
    },
    dataKeys: { count: keys.count, newestAt: keys.newestAt?.toISOString() ?? null },
  };
}

const seesAll = (access: Access): boolean => teamsWith(access, ["work:read"]) === null;

/** The organizations of a person, oldest first. `current`: the one that the call happens in. */
export async function listOwnOrganizations(
  { database }: Runtime,
  userId: string,
  current: string,
): Promise<OwnOrganization[]> {
  const memberships = await membershipsOf(database, userId);
  return memberships.map(({ organizationId, organizationName, deleteAfter, role }) => ({
    ...{ id: organizationId, name: organizationName, role },
    deleteAfter: deleteAfter?.toISOString() ?? null,
    current: organizationId === current,
  }));
}

/** One of them. Throws `not_found`. */
export async function showOwnOrganization(
  runtime: Runtime,
  { id, userId, current }: { readonly id: string; readonly userId: string; current: string },
): Promise<OwnOrganization> {
  const own = await listOwnOrganizations(runtime, userId, current);
  const found = own.find((organization) => organization.id === id);
  if (found) return found;
  throw new AppError("not_found", "You belong to no such organization. Look at your list.");
}
