import { accessOfKey, accessOfMember, within } from "../core/access";
import { mayInvite } from "../core/membership";
import { keysShownTo, revokeApiKey } from "../db/api-key";
import { noteAudit } from "../db/audit";
import type { Scope } from "../db/client";
import { invitationsBy, revokeInvitation } from "../db/invitation";
import { findMember } from "../db/membership";
import type { Runtime } from "../runtime";
import { HOLDS_NOTHING } from "./member-rules";

/**
 * After somebody's role has changed or gone: revokes the keys whose secret they were shown and the invitations that they sent, as far as
 * these give more than they hold now. Else they would keep by a key what was taken from them.
 */
export async function revokeOutgrown(
  scope: Scope,
  runtime: Runtime,
  userId: string,
): Promise<void> {
  const member = await findMember(scope, userId);
  const held = member ? accessOfMember(member.role, member.teams) : HOLDS_NOTHING;
  const now = new Date(runtime.now());
  for (const { id, name, scopes, teamId } of await keysShownTo(scope, userId)) {
    if (within(accessOfKey(scopes, teamId), held)) continue;
    await revokeApiKey(scope, id, now);
    await noteAudit(scope, runtime, { action: "key.revoked", id, name });
  }
  for (const invitation of await invitationsBy(scope, userId)) {
    if (mayInvite(held, invitation)) continue;
    const { id, email: name } = invitation;
    await revokeInvitation(scope, id, now);
    await noteAudit(scope, runtime, { action: "invitation.revoked", id, name });
  }
}
