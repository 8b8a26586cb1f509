import type { Invitation } from "../contracts/members";
import { type Access, may, teamsWith } from "../core/access";
import { type Scope, withOrganization } from "../db/client";
import {
  findInvitation,
  type InvitationRecord,
  listInvitations as selectInvitations,
} from "../db/invitation";
import { findMember } from "../db/membership";
import { namesOf } from "../db/names";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { type Page, pageOf } from "./page";

/** Invitations that nobody has answered, newest first: all of them, or those into teams that the caller manages. */
export async function listInvitations(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit, access }: Page & { readonly access: Access },
) {
  const teams = may(access, "member:manage") ? null : teamsWith(access, ["team:manage"]);
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const page = { after: cursor ?? null, limit: limit + 1, teams };
    const rows = await selectInvitations(scope, page);
    const shown = await show(scope, rows, runtime.now());
    return pageOf(
      shown,
      limit,
      ({ id }) => id,
      (invitation) => invitation,
    );
  });
}

/** Throws `not_found`. */
export async function getInvitation(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<Invitation> {
  const [found] = await withOrganization(runtime.database, organizationId, async (scope) => {
    const invitation = await findInvitation(scope, id);
    return invitation ? show(scope, [invitation], runtime.now()) : [];
  });
  if (found) return found;
  throw new AppError("not_found", "There is no such invitation. Look at the list of invitations.");
}

async function show(
  scope: Scope,
  invitations: readonly InvitationRecord[],
  now: number,
): Promise<Invitation[]> {
  const teamIds = invitations.flatMap(({ teams }) => teams.map(({ teamId }) => teamId));
  const teamNames = await namesOf(scope, "team", teamIds);
  const inviters = new Map<string | null, string>();
  for (const id of new Set(invitations.map(({ invitedById }) => invitedById))) {
    const inviter = id === null ? null : await findMember(scope, id);
    if (inviter) inviters.set(id, inviter.name);
  }
  return invitations.map(({ teams, invitedById, createdAt, expiresAt, ...invitation }) => ({
    ...invitation,
    invitedBy: inviters.get(invitedById) ?? null,
    teams: teams.map((team) => ({ ...team, teamName: teamNames.get(team.teamId) ?? team.teamId })),
    status: expiresAt.getTime() > now ? "open" : "expired",
    ...{ createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() },
  }));
}
