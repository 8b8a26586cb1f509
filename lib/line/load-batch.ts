import { type BatchRecord, findBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import { findJob, type JobRecord } from "../db/job";
import type { TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

export interface BatchInJob {
  readonly batch: BatchRecord;
  readonly job: JobRecord;
}

/** A batch and its job as they are now; null when the organization has no such batch. */
export function loadBatch(
  { database }: Runtime,
  { organizationId, id }: TaskPayload,
): Promise<BatchInJob | null> {
  return withOrganization(database, organizationId, async (scope) => {
    const batch = await findBatch(scope, id);
    const job = batch && (await findJob(scope, batch.jobId));
    return batch && job ? { batch, job } : null;
  });
}
