import { type Author, noteAudit } from "./audit";
import type { Database, Scope } from "./client";

/** How many days the organization keeps its audit log; null: for ever. */
export async function auditDaysOf(scope: Scope): Promise<number | null> {
  const row = await scope.tx.organization.findFirst({
    where: { id: scope.organizationId },
    select: { auditDays: true },
  });
  return row?.auditDays ?? null;
}

/** Sets it, and says what it was. The row is locked: of two that change it at once the later one sees the other's. */
export async function replaceAuditDays(scope: Scope, days: number | null): Promise<number | null> {
  const { tx, organizationId } = scope;
  await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${organizationId} FOR NO KEY UPDATE`;
  const before = await auditDaysOf(scope);
  await tx.organization.updateMany({ where: { id: organizationId }, data: { auditDays: days } });
  return before;
}

/**
 * Removes the entries that are older than their organization keeps them, in every organization, and leaves one there that
 * says how many. Returns how many went in all. The database refuses younger ones whatever the author's clock says.
 */
export function forgetAuditEntries(database: Database, author: Author): Promise<number> {
  return database.prisma.$transaction(
    async (tx) => {
      const gone = await tx.$queryRaw<{ organization_id: string; forgotten: bigint }[]>`
        SELECT organization_id, forgotten FROM forget_audit_entries(${new Date(author.now())})`;
      for (const { organization_id: organizationId, forgotten } of gone) {
        await tx.$executeRaw`SELECT set_config('tranche.organization_id', ${organizationId}, true)`;
        const after = { entries: Number(forgotten) };
        const change = {
          action: "audit.forgotten",
          id: organizationId,
          name: null,
          after,
        } as const;
        await noteAudit({ tx, organizationId }, author, change);
      }
      return gone.reduce((sum, { forgotten }) => sum + Number(forgotten), 0);
    },
    { timeout: 120_000 },
  );
}
