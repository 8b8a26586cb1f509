import type { RowCounts } from "../core/outcome";
import type { Scope } from "./client";

/** Adds what a settled batch decided to the job's counts. Meant for the transaction that settles the batch. */
export async function addToJobCounts(
  scope: Scope,
  id: string,
  counts: Omit<RowCounts, "rows" | "pending"> & { unpricedRows: number; retryable: number },
): Promise<void> {
  await scope.tx.job.updateMany({
    where: { id, organizationId: scope.organizationId },
    data: {
      succeeded: { increment: counts.succeeded },
      failed: { increment: counts.failed },
      expired: { increment: counts.expired },
      cancelled: { increment: counts.cancelled },
      unpricedRows: { increment: counts.unpricedRows },
      retryable: { increment: counts.retryable },
      version: { increment: 1 },
    },
  });
}

/** Adds executions whose cost nobody knows, from a remote batch that should not have been. */
export async function addUnpricedRows(scope: Scope, id: string, rows: number): Promise<void> {
  await scope.tx.job.updateMany({
    where: { id, organizationId: scope.organizationId },
    data: { unpricedRows: { increment: rows }, version: { increment: 1 } },
  });
}
