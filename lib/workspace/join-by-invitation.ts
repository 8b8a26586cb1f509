import { noteAudit } from "../db/audit";
import { type Scope, withOrganization } from "../db/client";
import { type InvitationRecord, takeInvitation } from "../db/invitation";
import { findMember, lockMembers, setRole } from "../db/membership";
import { findTeam } from "../db/team";
import { setTeamRole } from "../db/team-member";
import { addMember, addUser, type UserRecord } from "../db/user";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";

export interface Joining {
  readonly invitationId: string;
  readonly userId: string;
  /** The person, when they are new. */
  readonly newUser?: Omit<UserRecord, "id">;
}

/**
 * Makes a member of whoever was invited, with the role and the teams that the invitation gives. Somebody who came in by
 * another way since keeps what they have. Null when the invitation is not open any more. Throws `conflict` for a new person
 * whose address is somebody's by now.
 */
export async function joinByInvitation(
  runtime: Runtime,
  organizationId: string,
  { invitationId: id, userId, newUser }: Joining,
): Promise<InvitationRecord | null> {
  return withOrganization(runtime.database, organizationId, async (scope) => {
    await lockMembers(scope);
    const taken = await takeInvitation(scope, { id, userId }, new Date(runtime.now()));
    if (!taken) return null;
    if (newUser && !(await addUser(scope, { ...newUser, id: userId }))) throw addressTaken();
    const teams = await enter(scope, userId, taken);
    const after = { role: taken.role, teams, way: "invitation" };
    const action = "member.joined";
    await noteAudit(scope, runtime, { action, id: userId, name: taken.email, after });
    return taken;
  });
}

/** Returns the teams, by their names. */
async function enter(
  scope: Scope,
  userId: string,
  { role, teams }: InvitationRecord,
): Promise<string[]> {
  const before = await findMember(scope, userId);
  if (!before) await addMember(scope, userId, role);
  else if (before.role === null && role !== null) await setRole(scope, userId, role);
  const entered: string[] = [];
  for (const { teamId, role } of teams) {
    const team = await findTeam(scope, teamId);
    if (!team || before?.teams.some((place) => place.teamId === teamId)) continue;
    await setTeamRole(scope, { teamId, userId }, role);
    entered.push(`${team.name}: ${role}`);
  }
  return entered;
}

const addressTaken = (): AppError =>
  new AppError("conflict", "There is an account of this address by now. Sign in, then accept.", {
    details: { reason: "account" },
  });
