import { findBatchOfRemote, moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import type { ConnectionRecord } from "../db/connection";
import type { BatchSnapshot, ProviderSession } from "../providers/provider";
import type { Runtime } from "../runtime";

/**
 * Removes the provider's files of a batch whose results are safe here, unless the connection keeps them. Once: the batch
 * notes it. A provider that refuses is asked again at the next sweep.
 */
export async function removeFilesOf(
  { database, log, now }: Runtime,
  organizationId: string,
  { keepsFiles }: ConnectionRecord,
  session: ProviderSession,
  snapshot: BatchSnapshot,
): Promise<void> {
  if (keepsFiles || snapshot.phase.kind !== "ended") return;
  const batch = await withOrganization(database, organizationId, (scope) =>
    findBatchOfRemote(scope, snapshot.remoteId),
  );
  // A batch whose rows go on to another one is still moving.
  if (batch?.state !== "settled" || batch.dueAt || batch.filesRemovedAt) return;
  try {
    await session.cleanUp(snapshot);
  } catch (err) {
    log.warn({ err, id: batch.id }, "the provider's files of a batch were not removed");
    return;
  }
  await withOrganization(database, organizationId, (scope) =>
    moveBatch(scope, { id: batch.id, from: ["settled"] }, { filesRemovedAt: new Date(now()) }),
  );
}
