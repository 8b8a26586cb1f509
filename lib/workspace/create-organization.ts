import { type Scope, withOrganization } from "../db/client";
import { addDataKey } from "../db/data-key";
import { createOrganization as insertOrganization } from "../db/organization";
import { createTeam } from "../db/team";
import { addOwner } from "../db/user";
import type { Runtime } from "../runtime";

/** A new organization with its data key, a first team and its owner. Returns its id. `more` runs in the same transaction. */
export async function createOrganization(
  runtime: Runtime,
  organization: { readonly name: string; readonly teamName: string; readonly ownerId: string },
  more: (scope: Scope) => Promise<void> = async () => {},
): Promise<string> {
  const id = runtime.newId("org");
  await withOrganization(runtime.database, id, async (scope) => {
    await insertOrganization(scope, { name: organization.name });
    await addDataKey(scope, runtime.vault.newDataKey(id));
    await createTeam(scope, runtime.newId("team"), organization.teamName);
    await addOwner(scope, organization.ownerId);
    await more(scope);
  });
  return id;
}
