import { tellPerson } from "../account/tell-person";
import { may } from "../core/access";
import { mayChangeRole } from "../core/membership";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { lockMembers, type MemberRecord, removeMembership } from "../db/membership";
import { getOrganization } from "../db/organization";
import type { Runtime } from "../runtime";
import { type Giver, heldBy, keepAnOwner, memberOf, notAllowed } from "./member-rules";
import { revokeOutgrown } from "./revoke-outgrown";

/**
 * Takes somebody out of the organization and its teams, and revokes the keys that they made there. Whoever it is may take
 * themselves out. Somebody removed is told by mail. Throws `not_found`; `forbidden` like `changeRole`; `conflict` for the
 * last owner.
 */
export async function removeMember(
  runtime: Runtime,
  organizationId: string,
  { userId, giver }: { userId: string; giver: Giver },
): Promise<void> {
  const leaves = giver.userId === userId;
  const { member, organization } = await withOrganization(
    runtime.database,
    organizationId,
    async (scope) => {
      await lockMembers(scope);
      const held = await heldBy(scope, giver);
      if (!leaves && !may(held, "member:manage")) throw notAllowed();
      const member = await memberOf(scope, userId);
      if (!leaves && !mayChangeRole(held, member.role, null)) throw notAllowed();
      await keepAnOwner(scope, member.role, null);
      await removeMembership(scope, userId);
      await noteAudit(scope, runtime, gone(member, leaves));
      await revokeOutgrown(scope, runtime, userId);
      return { member, organization: (await getOrganization(scope))?.name ?? "" };
    },
  );
  if (leaves) return;
  tellPerson(runtime, member, { kind: "removed", path: "/sign-in", values: { organization } });
}

const gone = ({ userId, email, role, teams }: MemberRecord, leaves: boolean) =>
  ({
    action: leaves ? "member.left" : "member.removed",
    ...{ id: userId, name: email },
    before: { role, teams: teams.map((team) => `${team.teamName}: ${team.role}`) },
  }) as const;
