import type { Scope } from "./client";

/** A remote batch whose files at the provider were not removed yet. */
export interface OwedFiles {
  readonly remoteId: string;
  /** The request file that is its alone; null: it has none, or shares it. */
  readonly stagedId: string | null;
}

/**
 * Remote batches of a connection that are settled and were created before then, whose files nobody has removed: those of
 * batches, then those of batches one too many, each the longest settled first.
 */
export async function owedFiles(
  scope: Scope,
  connectionId: string,
  { createdBefore, limit }: { readonly createdBefore: Date; readonly limit: number },
): Promise<OwedFiles[]> {
  const { organizationId } = scope;
  const page = { orderBy: { settledAt: "asc" }, take: limit } as const;
  const followed = await scope.tx.batch.findMany({
    where: {
      ...{ organizationId, connectionId, state: "settled", dueAt: null, filesRemovedAt: null },
      ...{ remoteId: { not: null }, submittedAt: { lt: createdBefore } },
    },
    select: { remoteId: true, stagedId: true },
    ...page,
  });
  const extras = await scope.tx.extraBatch.findMany({
    where: {
      ...{ organizationId, batch: { connectionId }, filesRemovedAt: null },
      ...{ settledAt: { not: null }, createdAt: { lt: createdBefore } },
    },
    select: { remoteId: true },
    ...page,
  });
  return [
    ...followed.map(({ remoteId, stagedId }) => ({ remoteId: remoteId ?? "", stagedId })),
    ...extras.map(({ remoteId }) => ({ remoteId, stagedId: null })),
  ];
}
