import { noteAudit } from "../db/audit";
import { type Scope, withOrganization } from "../db/client";
import { addDataKey } from "../db/data-key";
import { createOrganization as insertOrganization } from "../db/organization";
import { createTeam } from "../db/team";
import { addMember, createUser, type UserRecord } from "../db/user";
import type { Runtime } from "../runtime";

export interface NewOrganization {
  /** A new one without it. */
  readonly id?: string;
  readonly name: string;
  readonly teamName: string;
  readonly ownerId: string;
  /** The owner, when they are new too. */
  readonly newOwner?: Omit<UserRecord, "id">;
}

/** A new organization with its data key, a first team and its owner. Returns its id. `more` runs in the same transaction. */
export async function createOrganization(
  runtime: Runtime,
  organization: NewOrganization,
  more: (scope: Scope) => Promise<void> = async () => {},
): Promise<string> {
  const id = organization.id ?? runtime.newId("org");
  await withOrganization(runtime.database, id, async (scope) => {
    await insertOrganization(scope, { name: organization.name });
    await addDataKey(scope, runtime.vault.newDataKey(id));
    await createTeam(scope, runtime.newId("team"), organization.teamName);
    const { newOwner, ownerId } = organization;
    if (newOwner) await createUser({ prisma: scope.tx }, { ...newOwner, id: ownerId });
    await addMember(scope, ownerId, "owner");
    const { name } = organization;
    await noteAudit(scope, runtime, { action: "organization.created", id, name });
    await more(scope);
  });
  return id;
}
