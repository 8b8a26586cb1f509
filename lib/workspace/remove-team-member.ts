import { may } from "../core/access";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { lockMembers } from "../db/membership";
import { removeTeamRole } from "../db/team-member";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { heldBy, memberOf, notAllowed, teamOf } from "./member-rules";
import { revokeOutgrown } from "./revoke-outgrown";
import type { TeamPlace } from "./set-team-member";

/** Takes a member out of a team; they stay in the organization. Throws `not_found` for somebody who is not in it, `forbidden`. */
export async function removeTeamMember(
  runtime: Runtime,
  organizationId: string,
  { teamId, userId, giver }: TeamPlace,
): Promise<void> {
  await withOrganization(runtime.database, organizationId, async (scope) => {
    await lockMembers(scope);
    if (!may(await heldBy(scope, giver), "team:manage", teamId)) throw notAllowed();
    const team = await teamOf(scope, teamId);
    const member = await memberOf(scope, userId);
    const place = member.teams.find((one) => one.teamId === teamId);
    if (!place) throw notInIt();
    await removeTeamRole(scope, { teamId, userId });
    const before = { person: member.email, role: place.role };
    const action = "team.memberRemoved";
    await noteAudit(scope, runtime, { action, id: teamId, name: team.name, before });
    await revokeOutgrown(scope, runtime, userId);
  });
}

const notInIt = (): AppError =>
  new AppError("not_found", "They are not in this team. Look at its members.", {
    details: { field: "userId" },
  });
