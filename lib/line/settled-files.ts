import { withOrganization } from "../db/client";
import type { ConnectionRecord } from "../db/connection";
import { type OwedFiles, owedFiles } from "../db/owed-files";
import { isProviderError } from "../errors";
import type { BatchSnapshot, ProviderSession } from "../providers/provider";
import type { Runtime } from "../runtime";
import { removeFilesOf } from "./remove-files";

/** Of batches, and of batches one too many, at one sweep; the next one goes on. */
const PAGE = 100;

/** After so many refusals in a row the account is taken to refuse them all. */
const MOST_REFUSALS = 5;

/**
 * Removes the provider's files of batches that were settled when no listing reached back to their create any more: a window may
 * be a week long. Each remote batch is asked for by its id.
 */
export async function removeSettledFiles(
  runtime: Runtime,
  organizationId: string,
  connection: ConnectionRecord,
  session: ProviderSession,
  createdBefore: Date,
): Promise<void> {
  if (connection.keepsFiles) return;
  const owed = await withOrganization(runtime.database, organizationId, (scope) =>
    owedFiles(scope, connection.id, { createdBefore, limit: PAGE }),
  );
  let refusals = 0;
  for (const files of owed) {
    const snapshot = await lastSeen(runtime, connection.id, session, files);
    const removed =
      snapshot !== null &&
      (await removeFilesOf(runtime, organizationId, connection, session, snapshot));
    refusals = removed ? 0 : refusals + 1;
    if (refusals === MOST_REFUSALS) return;
  }
}

/** What the provider says of the batch; null: it cannot be asked now. */
async function lastSeen(
  { log }: Runtime,
  connectionId: string,
  session: ProviderSession,
  { remoteId, stagedId }: OwedFiles,
): Promise<BatchSnapshot | null> {
  try {
    return await session.retrieve(remoteId);
  } catch (err) {
    if (isProviderError(err) && err.kind === "not_found") return forgottenBatch(remoteId, stagedId);
    log.warn({ err, remoteId, connectionId }, "a settled batch could not be asked for its files");
    return null;
  }
}

/** A batch that the provider's retention has removed, with its results; the request file may have outlived it. */
export const forgottenBatch = (remoteId: string, stagedId: string | null): BatchSnapshot => ({
  ...{ remoteId, stagedId, mark: null, rawState: "" },
  phase: { kind: "ended", ending: "completed" },
  ...{ counts: null, createdAtMs: 0, endedAtMs: null, usage: null },
  ...{ errors: [], resultFileIds: [] },
});
