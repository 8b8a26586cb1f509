import type { AuditChange } from "../core/audit";
import { type Author, noteAudit } from "./audit";
import type { People } from "./client";
import { membershipsOf } from "./user";

/**
 * Appends what somebody did with their own account to the log of each organization that they belong to, in the
 * transaction that does it.
 */
export async function noteAuditOfPerson(
  people: People,
  author: Author,
  change: AuditChange,
): Promise<void> {
  const { prisma: tx } = people;
  for (const { organizationId } of await membershipsOf(people, change.id)) {
    await tx.$executeRaw`SELECT set_config('tranche.organization_id', ${organizationId}, true)`;
    await noteAudit({ tx, organizationId }, author, change);
  }
}
