import { withOrganization } from "../db/client";
import { getOrganization } from "../db/organization";
import { findRemoval, mayBePurged } from "../db/organization-removal";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { cancelLiveJobs } from "./cancel-live-jobs";
import { removeOrganization, tellOfRemoval } from "./remove-organization";

/**
 * Takes an organization on that waits for its deletion: within the days of grace, jobs that slipped in are cancelled; after
 * them everything is removed, and the owners are told. May be cut off anywhere and run again.
 */
export async function closeOrganization(
  runtime: Runtime,
  { organizationId }: TaskPayload,
): Promise<StepResult> {
  const found = await withOrganization(runtime.database, organizationId, async (scope) => ({
    organization: await getOrganization(scope),
    isDue: await mayBePurged(scope),
    removal: await findRemoval(scope),
  }));
  const { organization, isDue, removal } = found;
  if (organization?.deleteAfter && !isDue) return cancelLiveJobs(runtime, organizationId);
  if (organization?.deleteAfter) {
    await removeOrganization(runtime, organization.id, organization.deleteAfter);
  } else if (!organization && removal && !removal.toldAt) {
    await tellOfRemoval(runtime, organizationId);
  }
  return NOTHING;
}
