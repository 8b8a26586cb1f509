import type { Scope } from "./client";
import { Prisma } from "./generated/client";

const GONE = Prisma.DbNull;

/** Locks a dataset until the transaction ends: `for-use` lets others use it too, `for-change` waits for them and keeps them out. */
export async function lockDataset(
  scope: Scope,
  id: string,
  purpose: "for-use" | "for-change",
): Promise<void> {
  const { organizationId, tx } = scope;
  await (purpose === "for-use"
    ? tx.$queryRaw`SELECT 1 FROM datasets WHERE id = ${id} AND organization_id = ${organizationId} FOR KEY SHARE`
    : tx.$queryRaw`SELECT 1 FROM datasets WHERE id = ${id} AND organization_id = ${organizationId} FOR UPDATE`);
}

/** Says of a dataset that this of it is not there any more. */
export async function markDataset(
  scope: Scope,
  id: string,
  mark: { readonly uploadDeletedAt?: Date; readonly contentDeletedAt?: Date },
): Promise<void> {
  await scope.tx.dataset.updateMany({
    where: { id, organizationId: scope.organizationId },
    data: { ...mark, version: { increment: 1 } },
  });
}

/** Since when what the provider returned is not there any more; rows and answers; the request too. */
export interface JobMarks {
  readonly rawDeletedAt: Date | null;
  readonly resultsDeletedAt: Date | null;
  readonly contentDeletedAt: Date | null;
}

/** Says of a job that this of it is not there any more. */
export async function markJob(scope: Scope, id: string, mark: Partial<JobMarks>): Promise<void> {
  await scope.tx.job.updateMany({
    where: { id, organizationId: scope.organizationId },
    data: { ...mark, version: { increment: 1 } },
  });
}

/** Erases what the row of a dataset tells of its content: columns, profile, notices, why lines were refused, the file's hash. */
export async function eraseDataset(scope: Scope, id: string): Promise<void> {
  await scope.tx.dataset.updateMany({
    where: { id, organizationId: scope.organizationId },
    data: { columns: [], parts: [], notices: [], error: GONE, sha256: null },
  });
}

/** Erases what the rows of a job and its batches tell of its content: the request, its encoded line, hashes of both. */
export async function eraseJob(scope: Scope, id: string): Promise<void> {
  const { organizationId, tx } = scope;
  await tx.job.updateMany({
    where: { id, organizationId },
    data: {
      ...{ sealedRequest: new Uint8Array(), sealedLine: null, requestHash: "" },
      ...{ requests: GONE, error: GONE, attention: GONE },
    },
  });
  await tx.batch.updateMany({
    where: { jobId: id, organizationId },
    data: { sha256: null },
  });
}

/** What an answer whose content was deleted says from then on. */
const GONE_STATUS = 410;

/** Erases the answers kept for repeated requests that tell of this, or may. The keys stay taken, so that nothing is done twice. */
export async function eraseAnswers(scope: Scope, subjectId: string): Promise<number> {
  const { organizationId, tx } = scope;
  return tx.$executeRaw`
    UPDATE idempotency_records SET sealed_answer = NULL, status = ${GONE_STATUS}
    WHERE organization_id = ${organizationId} AND sealed_answer IS NOT NULL
      AND (subjects IS NULL OR subjects @> ARRAY[${subjectId}::text])`;
}
