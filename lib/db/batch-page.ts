import { type BatchRecord, toBatchRecord } from "./batch";
import type { Scope } from "./client";

export interface BatchPage {
  readonly jobId: string;
  readonly afterOrdinal: number;
  readonly limit: number;
}

/** Some batches of a job, in order. */
export async function listBatches(scope: Scope, page: BatchPage): Promise<BatchRecord[]> {
  const rows = await scope.tx.batch.findMany({
    where: {
      organizationId: scope.organizationId,
      jobId: page.jobId,
      ordinal: { gt: page.afterOrdinal },
    },
    orderBy: { ordinal: "asc" },
    take: page.limit,
  });
  return rows.map(toBatchRecord);
}
