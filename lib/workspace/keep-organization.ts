import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { lockOrganization, updateOrganization } from "../db/organization";
import { mayBePurged } from "../db/organization-removal";
import { ownersOf } from "../db/user";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { tellOwnersLater } from "./tell-owners";

/**
 * Takes back that the organization is to be deleted. Jobs that were cancelled stay so. Throws `conflict` once the days of
 * grace are over: its removal may have begun.
 */
export async function keepOrganization(runtime: Runtime, organizationId: string): Promise<void> {
  const { database, actor, now } = runtime;
  const kept = await withOrganization(database, organizationId, async (scope) => {
    const organization = await lockOrganization(scope);
    if (!organization?.deleteAfter) return null;
    if (await mayBePurged(scope)) throw tooLate();
    const { name, deleteAfter } = organization;
    await updateOrganization(scope, { deleteAfter: null });
    await noteAudit(scope, runtime, {
      ...{ action: "organization.kept", id: organizationId, name },
      before: { deleteAfter: deleteAfter.toISOString() },
    });
    return { name, owners: await ownersOf(scope) };
  });
  if (!kept) return;
  tellOwnersLater(runtime, kept.owners, {
    ...{ kind: "organizationKept", messageId: `${organizationId}-kept-${now()}` },
    values: { organization: kept.name, person: actor.name },
  });
}

const tooLate = (): AppError =>
  new AppError("conflict", "The days in which it could be kept are over: it is being removed.", {
    details: { reason: "organization_removed" },
  });
