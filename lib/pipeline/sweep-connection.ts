import { type BatchRecord, type BatchState, findBatch } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import { noteExtraBatch } from "../db/extra-batch";
import { findBatchOfStaged } from "../db/staged-batch";
import { batchMark, batchOfMark } from "../line/batch-mark";
import { nothingRan } from "../line/harvest";
import { openSession } from "../line/open-session";
import { removeFilesOf } from "../line/remove-files";
import { removeSettledFiles } from "../line/settled-files";
import { removeStrayFiles } from "../line/stray-files";
import type { BatchSnapshot } from "../providers/provider";
import { type FollowUp, NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** A provider's batch lives a day; a lost one is found while it can still cost. */
const LOOK_BACK_MS = 26 * 60 * 60_000;

/**
 * Looks at everything that a provider account lists: for remote batches under one of our marks that are one too many, for
 * files whose results are safe here, and for request files that no batch needs. Files of settled batches that are too old to
 * be listed go too.
 */
export async function sweepConnection(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId, id } = task;
  const { session, connection } = await openSession(runtime, organizationId, id);
  const followUps: FollowUp[] = [];
  const used = new Set<string>();
  const sinceMs = runtime.now() - LOOK_BACK_MS;
  for await (const snapshot of session.list(sinceMs)) {
    const extra = await extraOf(runtime, organizationId, id, snapshot);
    if (extra) followUps.push(extra);
    await removeFilesOf(runtime, organizationId, connection, session, snapshot);
    if (snapshot.phase.kind === "running" && snapshot.stagedId) used.add(snapshot.stagedId);
  }
  await removeSettledFiles(runtime, organizationId, connection, session, new Date(sinceMs));
  await removeStrayFiles(runtime, organizationId, connection, session.stagedFiles, used);
  return followUps.length > 0 ? { followUps, moved: [] } : NOTHING;
}

/** The create may have come through: the batch finds it by itself, or when a person retries. */
const MAY_BE_FOUND: readonly BatchState[] = ["planned", "submitting", "attention"];

/**
 * A remote batch is one too many when the batch of its mark is followed under another reference, or was given up
 * without one. One that is being submitted may still be found; one that ended without running anything cost nothing.
 */
function extraOf(
  runtime: Runtime,
  organizationId: string,
  connectionId: string,
  snapshot: BatchSnapshot,
): Promise<FollowUp | null> {
  const { mark, remoteId } = snapshot;
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const batch = await batchOf(scope, connectionId, snapshot);
    if (!batch || batch.remoteId === remoteId) return null;
    if (mayBeFound(batch, mark)) return null;
    if (snapshot.phase.kind === "ended" && nothingRan(snapshot)) return null;
    const id = runtime.newId("ext");
    const extra = { id, batchId: batch.id, remoteId };
    if (!(await noteExtraBatch(scope, extra, new Date(runtime.now())))) return null;
    return { task: "settle-extra", payload: { organizationId, id, version: 0 } };
  });
}

type SweptBatch = Pick<BatchRecord, "id" | "state" | "remoteId" | "submission">;

/** What an earlier submission made is not looked for any more. */
function mayBeFound(batch: SweptBatch, mark: string | null): boolean {
  const open = batch.remoteId === null && MAY_BE_FOUND.includes(batch.state);
  return open && (mark === null || batchMark(batch) === mark);
}

/** By the mark that the remote batch names; where a provider names none, by the request file, which is one batch's alone. */
async function batchOf(
  scope: Scope,
  connectionId: string,
  { mark, stagedId }: BatchSnapshot,
): Promise<SweptBatch | null> {
  const ours = batchOfMark(mark);
  if (ours) return findBatch(scope, ours.id);
  return mark === null && stagedId !== null
    ? findBatchOfStaged(scope, connectionId, stagedId)
    : null;
}
