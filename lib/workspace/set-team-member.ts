import { may, type TeamRole } from "../core/access";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { lockMembers } from "../db/membership";
import { setTeamRole } from "../db/team-member";
import type { Runtime } from "../runtime";
import { type Giver, heldBy, memberOf, notAllowed, teamOf } from "./member-rules";
import { revokeOutgrown } from "./revoke-outgrown";

export interface TeamPlace {
  readonly teamId: string;
  readonly userId: string;
  readonly giver: Giver;
}

/** Gives a member of the organization a role in a team. Throws `not_found` for either, `forbidden`. */
export async function setTeamMember(
  runtime: Runtime,
  organizationId: string,
  { teamId, userId, giver, role }: TeamPlace & { readonly role: TeamRole },
): Promise<void> {
  await withOrganization(runtime.database, organizationId, async (scope) => {
    await lockMembers(scope);
    if (!may(await heldBy(scope, giver), "team:manage", teamId)) throw notAllowed();
    const team = await teamOf(scope, teamId);
    const member = await memberOf(scope, userId);
    const before = member.teams.find((place) => place.teamId === teamId)?.role ?? null;
    if (before === role) return;
    await setTeamRole(scope, { teamId, userId }, role);
    const who = { person: member.email };
    const change = { before: { ...who, role: before }, after: { ...who, role } };
    const action = "team.memberChanged";
    await noteAudit(scope, runtime, { action, id: teamId, name: team.name, ...change });
    await revokeOutgrown(scope, runtime, userId);
  });
}
