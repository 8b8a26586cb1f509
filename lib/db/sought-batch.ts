import type { BatchRecord } from "./batch";
import type { Scope } from "./client";

/** Which of these remote batches are followed by batches of this organization. */
export async function followedAmong(
  scope: Scope,
  remoteIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await scope.tx.batch.findMany({
    where: { organizationId: scope.organizationId, remoteId: { in: [...remoteIds] } },
    select: { remoteId: true },
  });
  return new Set(found.flatMap(({ remoteId }) => remoteId ?? []));
}

/**
 * How many other batches of the same size and connection had a create leave at about the same time, and have no
 * reference yet: what is found by size alone may be theirs.
 */
export function rivalsOf(
  scope: Scope,
  { id, connectionId, rows, creatingAt }: BatchRecord,
  withinMs: number,
): Promise<number> {
  const at = creatingAt?.getTime() ?? 0;
  return scope.tx.batch.count({
    where: {
      organizationId: scope.organizationId,
      connectionId,
      rows,
      id: { not: id },
      remoteId: null,
      state: { in: ["submitting", "attention"] },
      creatingAt: { gte: new Date(at - withinMs), lte: new Date(at + withinMs) },
    },
  });
}
