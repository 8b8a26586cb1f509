import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import type { Runtime } from "../runtime";

/** Notes that the audit log is taken out as a file, before its first byte leaves. `asked`: its format and filters. */
export function noteAuditExport(
  { database, ...author }: Runtime,
  organizationId: string,
  asked: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const given = Object.entries(asked).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const after: Readonly<Record<string, string>> = Object.fromEntries(given);
  const change = { action: "audit.exported", id: organizationId, name: null, after } as const;
  return withOrganization(database, organizationId, (scope) => noteAudit(scope, author, change));
}
