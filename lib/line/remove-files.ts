import { findBatchOfRemote, moveBatch } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import type { ConnectionRecord } from "../db/connection";
import { findExtraOfRemote, noteExtraFilesRemoved } from "../db/extra-batch";
import type { BatchSnapshot, ProviderSession } from "../providers/provider";
import type { Runtime } from "../runtime";
import { needsFile } from "./needs-file";

/**
 * Removes the provider's files of a batch whose results are safe here, or of one too many whose cost is booked, unless the
 * connection keeps them. Once: it is noted. A provider that refuses is asked again at the next sweep; false: it has refused.
 */
export async function removeFilesOf(
  { database, log, now }: Runtime,
  organizationId: string,
  { id: connectionId, keepsFiles }: ConnectionRecord,
  session: ProviderSession,
  snapshot: BatchSnapshot,
): Promise<boolean> {
  if (keepsFiles || snapshot.phase.kind !== "ended") return true;
  const owed = await withOrganization(
    database,
    organizationId,
    async (scope) =>
      (await owedForBatch(scope, connectionId, snapshot)) ??
      (await owedForExtra(scope, connectionId, snapshot)),
  );
  if (!owed) return true;
  try {
    await session.cleanUp(owed.files);
  } catch (err) {
    log.warn({ err, id: owed.id }, "the provider's files of a batch were not removed");
    return false;
  }
  const at = new Date(now());
  await withOrganization(database, organizationId, (scope) => owed.note(scope, at));
  return true;
}

/** Files that can go, and how that is noted. */
interface Owed {
  readonly id: string;
  readonly files: BatchSnapshot;
  note(scope: Scope, at: Date): Promise<unknown>;
}

async function owedForBatch(
  scope: Scope,
  connectionId: string,
  snapshot: BatchSnapshot,
): Promise<Owed | null> {
  const batch = await findBatchOfRemote(scope, connectionId, snapshot.remoteId);
  // A batch whose rows go on to another one is still moving.
  if (batch?.state !== "settled" || batch.dueAt || batch.filesRemovedAt) return null;
  const { id } = batch;
  return {
    ...{ id, files: snapshot },
    note: (inside, filesRemovedAt) =>
      moveBatch(inside, { id, from: ["settled"] }, { filesRemovedAt }),
  };
}

async function owedForExtra(
  scope: Scope,
  connectionId: string,
  snapshot: BatchSnapshot,
): Promise<Owed | null> {
  const extra = await findExtraOfRemote(scope, connectionId, snapshot.remoteId);
  if (!extra?.settledAt || extra.filesRemovedAt) return null;
  const { id, batch } = extra;
  const { stagedId, mark } = snapshot;
  // The batch that it doubled may have been made of the same request file.
  const shared = stagedId !== null && needsFile(batch, { id: stagedId, mark });
  return {
    ...{ id, files: shared ? { ...snapshot, stagedId: null } : snapshot },
    note: (inside, at) => noteExtraFilesRemoved(inside, id, at),
  };
}
