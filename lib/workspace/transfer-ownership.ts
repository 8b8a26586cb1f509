import { tellPerson } from "../account/tell-person";
import type { Role } from "../core/access";
import { noteAudit } from "../db/audit";
import { type Scope, withOrganization } from "../db/client";
import { lockMembers, type MemberRecord, setRole } from "../db/membership";
import { getOrganization } from "../db/organization";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { memberOf, notAllowed } from "./member-rules";
import { revokeOutgrown } from "./revoke-outgrown";

/**
 * Makes another member an owner and the owner who asks an admin, both or neither; invitations to be an owner too that the
 * latter has sent end with it. Both are told by mail. Throws `forbidden`
 * for somebody who is no owner, `not_found` for somebody who is no member, `invalid_request` for oneself.
 */
export async function transferOwnership(
  runtime: Runtime,
  organizationId: string,
  { fromId, toId }: { fromId: string | null; toId: string },
): Promise<void> {
  if (fromId === null) throw notAllowed();
  if (fromId === toId) throw toOneself();
  const { from, to, organization } = await withOrganization(
    runtime.database,
    organizationId,
    async (scope) => {
      await lockMembers(scope);
      const from = await memberOf(scope, fromId);
      if (from.role !== "owner") throw notAllowed();
      const to = await memberOf(scope, toId);
      await give(scope, runtime, to, "owner");
      await give(scope, runtime, from, "admin");
      await revokeOutgrown(scope, runtime, fromId);
      const name = (await getOrganization(scope))?.name ?? "";
      const change = { before: { owner: from.email }, after: { owner: to.email } };
      const action = "organization.transferred";
      await noteAudit(scope, runtime, { action, id: organizationId, name, ...change });
      return { from, to, organization: name };
    },
  );
  const path = "/settings";
  const told = (person: MemberRecord) => ({ organization, person: person.name });
  tellPerson(runtime, to, { kind: "ownershipGiven", path, values: told(from) });
  tellPerson(runtime, from, { kind: "ownershipTaken", path, values: told(to) });
}

async function give(
  scope: Scope,
  runtime: Runtime,
  { userId, email, role: before }: MemberRecord,
  role: Role,
): Promise<void> {
  if (before === role) return;
  await setRole(scope, userId, role);
  const change = { before: { role: before }, after: { role } };
  await noteAudit(scope, runtime, { action: "member.changed", id: userId, name: email, ...change });
}

const toOneself = (): AppError =>
  new AppError("invalid_request", "You are an owner already. Choose somebody else.", {
    details: { field: "userId" },
  });
