import { type AgreementRecord, endAgreement as end, findAgreement } from "../db/agreement";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";

/** Ends an agreement now; one that was ended before stays as it is. Throws `not_found`. */
export function endAgreement(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<AgreementRecord> {
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const endedAt = new Date(runtime.now());
    const ended = await end(scope, id, endedAt);
    const agreement = await findAgreement(scope, id);
    if (!agreement) {
      throw new AppError("not_found", "There is no such agreement. Look at the list.");
    }
    const { name, validTo } = agreement;
    const before = { endsAt: validTo === null ? null : new Date(validTo).toISOString() };
    const after = { endsAt: endedAt.toISOString() };
    if (ended)
      await noteAudit(scope, runtime, { action: "agreement.ended", id, name, before, after });
    return agreement;
  });
}
