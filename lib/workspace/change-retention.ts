import type { Retention } from "../core/retention";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { getOrganization } from "../db/organization";
import { getRetention, setRetention } from "../db/retention";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";

/** Sets how long an organization keeps what. It holds for what is there already: the next look removes what is past. */
export function changeRetention(
  runtime: Runtime,
  organizationId: string,
  retention: Retention,
): Promise<Retention> {
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const before = await getRetention(scope);
    const organization = await getOrganization(scope);
    if (!before || !organization) throw new AppError("not_found", "There is no such organization.");
    await setRetention(scope, retention);
    await noteAudit(scope, runtime, {
      ...{ action: "retention.changed", id: organizationId, name: organization.name },
      ...{ before: { ...before }, after: { ...retention } },
    });
    return retention;
  });
}
