import type { Scope } from "./client";

/** Those of these batches that go through the connection, with what tells whether they need a file. */
export function batchesAmong(scope: Scope, connectionId: string, ids: readonly string[]) {
  return scope.tx.batch.findMany({
    where: { organizationId: scope.organizationId, connectionId, id: { in: [...ids] } },
    select: { id: true, state: true, stagedId: true, submission: true },
  });
}

/** The batch of a connection that was made, or is to be made, of this file at the provider. */
export function findBatchOfStaged(scope: Scope, connectionId: string, stagedId: string) {
  return scope.tx.batch.findFirst({
    where: { organizationId: scope.organizationId, connectionId, stagedId },
    select: { id: true, state: true, remoteId: true, submission: true },
  });
}
