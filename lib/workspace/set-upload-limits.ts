import { isDeepStrictEqual } from "node:util";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { type UploadLimits, uploadLimits, setUploadLimits as write } from "../db/organization";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";

/**
 * How large one file of an organization may be, and all together, in bytes; null: no limit of its own. What is left out
 * stays. What is stored already stays, too. Throws `invalid_request` for what is no number of bytes.
 */
export async function setUploadLimits(
  runtime: Runtime,
  organizationId: string,
  limits: Partial<UploadLimits>,
): Promise<void> {
  checkBytes("maxUploadBytes", limits.maxUploadBytes, 1);
  checkBytes("maxStoredBytes", limits.maxStoredBytes, 0);
  await withOrganization(runtime.database, organizationId, async (scope) => {
    const before = await uploadLimits(scope);
    const after = { ...before, ...limits };
    if (isDeepStrictEqual(after, before)) return;
    await write(scope, limits);
    const change = { before: { ...before }, after };
    const action = "organization.limited";
    await noteAudit(scope, runtime, { action, id: organizationId, name: null, ...change });
  });
}

function checkBytes(field: string, bytes: number | null | undefined, least: number): void {
  if (bytes === null || bytes === undefined) return;
  if (Number.isSafeInteger(bytes) && bytes >= least) return;
  throw new AppError("invalid_request", `Enter a whole number of bytes from ${least}, or none.`, {
    details: { field },
  });
}
