import type { Scope } from "./client";
import type { ExtraBatch } from "./generated/client";

export type ExtraBatchRecord = Omit<ExtraBatch, "organizationId">;

/** Notes a remote batch that should not exist, once, to be cancelled and booked as waste. */
export async function noteExtraBatch(
  scope: Scope,
  extra: { id: string; batchId: string; remoteId: string },
  dueAt: Date,
): Promise<boolean> {
  const { count } = await scope.tx.extraBatch.createMany({
    data: [{ ...extra, organizationId: scope.organizationId, dueAt }],
    skipDuplicates: true,
  });
  return count === 1;
}

export function findExtraBatch(scope: Scope, id: string): Promise<ExtraBatchRecord | null> {
  return scope.tx.extraBatch.findFirst({ where: { id, organizationId: scope.organizationId } });
}

/** The note on this remote batch of a connection, with what matters of the batch that it doubled. */
export function findExtraOfRemote(scope: Scope, connectionId: string, remoteId: string) {
  return scope.tx.extraBatch.findFirst({
    where: { remoteId, batch: { connectionId }, organizationId: scope.organizationId },
    include: { batch: { select: { id: true, state: true, stagedId: true, submission: true } } },
  });
}

export async function noteExtraFilesRemoved(
  scope: Scope,
  id: string,
  filesRemovedAt: Date,
): Promise<void> {
  await scope.tx.extraBatch.updateMany({
    where: { id, organizationId: scope.organizationId },
    data: { filesRemovedAt },
  });
}

/** Which of these remote batches were given up as one too many. */
export async function extrasAmong(
  scope: Scope,
  remoteIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await scope.tx.extraBatch.findMany({
    where: { organizationId: scope.organizationId, remoteId: { in: [...remoteIds] } },
    select: { remoteId: true },
  });
  return new Set(found.map(({ remoteId }) => remoteId));
}

export function unsettledExtras(scope: Scope, jobId: string): Promise<number> {
  return scope.tx.extraBatch.count({
    where: { organizationId: scope.organizationId, batch: { jobId }, settledAt: null },
  });
}

export async function moveExtraBatch(
  scope: Scope,
  expected: { id: string; version: number },
  change: { dueAt: Date | null; settledAt?: Date; unpricedRows?: number },
): Promise<boolean> {
  const { count } = await scope.tx.extraBatch.updateMany({
    where: { ...expected, organizationId: scope.organizationId, settledAt: null },
    data: { ...change, version: { increment: 1 } },
  });
  return count === 1;
}
