import { noteAudit } from "../db/audit";
import { replaceAuditDays } from "../db/audit-retention";
import { withOrganization } from "../db/client";
import type { Runtime } from "../runtime";

/** Says how many days the audit log is kept; null: for ever. What is older goes within the hour, and comes back by nothing. */
export function setAuditRetention(
  runtime: Runtime,
  organizationId: string,
  days: number | null,
): Promise<number | null> {
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const before = await replaceAuditDays(scope, days);
    if (before === days) return days;
    await noteAudit(scope, runtime, {
      ...{ action: "audit.retentionChanged", id: organizationId, name: null },
      ...{ before: { days: before }, after: { days } },
    });
    return days;
  });
}
