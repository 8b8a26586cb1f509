import type { Role } from "../core/access";
import { mayChangeRole } from "../core/membership";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { lockMembers, setRole } from "../db/membership";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { type Giver, heldBy, keepAnOwner, memberOf, notAllowed } from "./member-rules";
import { revokeOutgrown } from "./revoke-outgrown";

export interface RoleChange {
  readonly userId: string;
  /** Null: only what they are in teams. */
  readonly role: Role | null;
  readonly giver: Giver;
}

/**
 * Gives a member another role. Throws `not_found`; `forbidden` for more than the giver holds, and for an owner whom no owner
 * changes; `conflict` for the last owner; `invalid_request` for no role where there is no team either.
 */
export async function changeRole(
  runtime: Runtime,
  organizationId: string,
  { userId, role, giver }: RoleChange,
): Promise<void> {
  await withOrganization(runtime.database, organizationId, async (scope) => {
    await lockMembers(scope);
    const held = await heldBy(scope, giver);
    const member = await memberOf(scope, userId);
    if (!mayChangeRole(held, member.role, role)) throw notAllowed();
    if (member.role === role) return;
    if (role === null && member.teams.length === 0) throw nowhere();
    await keepAnOwner(scope, member.role, role);
    await setRole(scope, userId, role);
    const change = { before: { role: member.role }, after: { role } };
    const action = "member.changed";
    await noteAudit(scope, runtime, { action, id: userId, name: member.email, ...change });
    await revokeOutgrown(scope, runtime, userId);
  });
}

const nowhere = (): AppError =>
  new AppError("invalid_request", "They are in no team. Choose a role, or remove them.", {
    details: { field: "role" },
  });
