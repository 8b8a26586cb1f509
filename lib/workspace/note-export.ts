import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import type { Runtime } from "../runtime";

/** Notes that somebody takes everything of the organization out. */
export function noteExport(runtime: Runtime, organizationId: string): Promise<void> {
  return withOrganization(runtime.database, organizationId, (scope) =>
    noteAudit(scope, runtime, { action: "organization.exported", id: organizationId, name: null }),
  );
}
