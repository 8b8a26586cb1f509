import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { lockOrganization, updateOrganization as saveOrganization } from "../db/organization";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";

export interface OrganizationChange {
  readonly name?: string | undefined;
}

/** Changes settings of the whole organization; what is left out stays. */
export async function updateOrganization(
  runtime: Runtime,
  organizationId: string,
  { name }: OrganizationChange,
): Promise<void> {
  await withOrganization(runtime.database, organizationId, async (scope) => {
    const before = await lockOrganization(scope);
    if (!before) throw new AppError("not_found", "The organization is gone.");
    if (name === undefined || name === before.name) return;
    await saveOrganization(scope, { name });
    await noteAudit(scope, runtime, {
      ...{ action: "organization.updated", id: organizationId, name },
      before: { name: before.name },
      after: { name },
    });
  });
}
