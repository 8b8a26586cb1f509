import { may } from "../core/access";
import { mayInvite } from "../core/membership";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { findInvitation, revokeInvitation as markRevoked } from "../db/invitation";
import { lockMembers } from "../db/membership";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { type Giver, heldBy, notAllowed } from "./member-rules";

/** Makes an invitation's link worthless. Throws `not_found` for one that is answered or not theirs to see, `forbidden`. */
export async function revokeInvitation(
  runtime: Runtime,
  organizationId: string,
  { id, giver }: { id: string; giver: Giver },
): Promise<void> {
  await withOrganization(runtime.database, organizationId, async (scope) => {
    await lockMembers(scope);
    const held = await heldBy(scope, giver);
    const found = await findInvitation(scope, id);
    const own = found?.role === null && mayInvite(held, found);
    if (!found || !(own || may(held, "member:manage"))) throw unknown();
    if (!mayInvite(held, found)) throw notAllowed();
    await markRevoked(scope, id, new Date(runtime.now()));
    await noteAudit(scope, runtime, { action: "invitation.revoked", id, name: found.email });
  });
}

const unknown = (): AppError =>
  new AppError("not_found", "There is no such invitation. Look at the list of invitations.");
