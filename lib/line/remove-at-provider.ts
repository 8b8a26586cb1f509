import {
  type DeletionProgress,
  type ProviderReport,
  withRefused,
  withRemoved,
} from "../core/deletion";
import {
  type LeftBatch,
  leftBatches,
  leftExtras,
  noteGone,
  unsettledWork,
} from "../db/batches-left";
import { withOrganization } from "../db/client";
import { type DeletionRecord, moveDeletion } from "../db/deletion";
import { findJob, type JobRecord } from "../db/job";
import { isProviderError } from "../errors";
import type { ProviderSession } from "../providers/provider";
import { NOTHING, type StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { afterRefusal, deleteAtProvider, type RemovedThere } from "./delete-at-provider";
import { moveOn, nextBeat, waitFor } from "./deletion-beats";
import { openSession } from "./open-session";
import { removeMarkedFiles } from "./remove-marked-files";

/** Of batches in one step, so that other steps have their turn. */
const PAGE = 25;

/** A provider that stays away for so long is named in the receipt as one that could not be reached. */
const GIVE_UP_MS = 7 * 24 * 60 * 60_000;

/**
 * The beats of a deletion at the provider: the batches of the job, then batches one too many, then request files that nobody
 * noted. What has no job, or was sent one by one, left nothing there.
 */
export async function removeAtProvider(
  runtime: Runtime,
  organizationId: string,
  deletion: DeletionRecord,
): Promise<StepResult> {
  const found = await load(runtime, organizationId, deletion);
  if (!found || found.kind === "nothing") {
    return moveOn(runtime, organizationId, deletion, { ...deletion.progress, stage: "count" });
  }
  if (found.kind === "unsettled") return waitFor(runtime, organizationId, deletion, "unsettled");
  const { job } = found;
  const progress: DeletionProgress = {
    ...deletion.progress,
    provider: deletion.progress.provider ?? emptyReport(runtime, job),
  };
  const session = await open(runtime, organizationId, job);
  if ("kind" in session) {
    if (session.kind === "later") return waitFor(runtime, organizationId, deletion, session.reason);
    const reason = session.kind === "refused" ? session.reason : null;
    return page(
      runtime,
      { organizationId, deletion, job, session: null },
      {
        ...progress,
        refusesAll: reason,
      },
    );
  }
  return page(runtime, { organizationId, deletion, job, session }, progress);
}

interface Work {
  readonly organizationId: string;
  readonly deletion: DeletionRecord;
  readonly job: JobRecord;
  /** Null: the account opens to nobody. */
  readonly session: ProviderSession | null;
}

async function load(runtime: Runtime, organizationId: string, deletion: DeletionRecord) {
  if (deletion.subjectKind === "dataset") return null;
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const job = await findJob(scope, deletion.subjectId);
    if (!job) return null;
    if (job.approvedAt === null || job.strategy.type !== "static") {
      return { kind: "nothing" } as const;
    }
    if (await unsettledWork(scope, job.id)) return { kind: "unsettled" } as const;
    return { kind: "job", job } as const;
  });
}

/** The account, or what its refusal means for every file in it. */
async function open(
  runtime: Runtime,
  organizationId: string,
  job: JobRecord,
): Promise<ProviderSession | RemovedThere> {
  try {
    return (await openSession(runtime, organizationId, job.connectionId)).session;
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return { kind: "refused", reason: "refused", all: true };
  }
}

const emptyReport = (runtime: Runtime, job: JobRecord): ProviderReport => {
  const { keptMs } = runtime.provider(job.provider).capabilities.batchStorage;
  return {
    connectionId: job.connectionId,
    connectionName: job.connection.name,
    provider: job.provider,
    ...{ batches: 0, before: 0, files: 0, refused: [] },
    keptHours: keptMs === null ? null : Math.round(keptMs / 3_600_000),
  };
};

async function page(runtime: Runtime, work: Work, progress: DeletionProgress): Promise<StepResult> {
  const { organizationId, deletion, job } = work;
  if (progress.stage === "strays") return removeStrays(runtime, work, progress);
  const extras = progress.stage === "extras";
  const left = await withOrganization(runtime.database, organizationId, (scope) =>
    (extras ? leftExtras : leftBatches)(scope, job.id, { after: progress.after, limit: PAGE }),
  );
  if (left.length === 0) {
    const stage = extras ? "strays" : "extras";
    return moveOn(runtime, organizationId, deletion, { ...progress, stage, after: null });
  }
  let current = { deletion, progress };
  for (const batch of left) {
    const removed = await removeOne(work, current.progress, batch);
    const gaveUp = runtime.now() > deletion.requestedAt.getTime() + GIVE_UP_MS;
    if (removed.kind === "later" && !gaveUp) {
      return waitFor(runtime, organizationId, current.deletion, removed.reason);
    }
    const next = afterOne(current.progress, batch, removed);
    const version = await save(runtime, organizationId, current.deletion, next, batch, removed);
    if (version === null) return NOTHING;
    current = {
      deletion: { ...current.deletion, progress: next, version, tries: 0 },
      progress: next,
    };
  }
  return nextBeat(organizationId, deletion.id, current.deletion.version);
}

async function removeOne(
  { session }: Work,
  { refusesAll }: DeletionProgress,
  batch: LeftBatch,
): Promise<RemovedThere> {
  if (batch.filesRemovedAt) return { kind: "removed", files: 0 };
  if (refusesAll || session === null) {
    return { kind: "refused", reason: refusesAll ?? "refused", all: true };
  }
  return deleteAtProvider(session, batch);
}

function afterOne(
  progress: DeletionProgress,
  batch: LeftBatch,
  removed: RemovedThere,
): DeletionProgress {
  const { provider } = progress;
  const done = { ...progress, after: batch.id };
  if (provider === null) return done;
  if (removed.kind === "removed") {
    const before = batch.filesRemovedAt !== null;
    return { ...done, provider: withRemoved(provider, { files: removed.files, before }) };
  }
  const all = removed.kind === "refused" && removed.all ? removed.reason : progress.refusesAll;
  const name = batch.remoteId ?? batch.stagedId ?? batch.id;
  return { ...done, refusesAll: all, provider: withRefused(provider, removed.reason, name) };
}

/** What is gone is noted on the batch and counted in one transaction, so that it counts once. */
function save(
  runtime: Runtime,
  organizationId: string,
  { id, version }: DeletionRecord,
  progress: DeletionProgress,
  batch: LeftBatch,
  removed: RemovedThere,
): Promise<number | null> {
  const now = new Date(runtime.now());
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const change = { progress, tries: 0, error: null, dueAt: now };
    const next = await moveDeletion(scope, { id, version }, change);
    if (next !== null && removed.kind === "removed") await noteGone(scope, batch, now);
    return next;
  });
}

/** Request files under one of the job's marks whose upload nobody could note. */
async function removeStrays(
  runtime: Runtime,
  { organizationId, deletion, job, session }: Work,
  progress: DeletionProgress,
): Promise<StepResult> {
  const { provider } = progress;
  const done = { ...progress, stage: "count" } as const;
  const staged = session?.stagedFiles ?? null;
  if (provider === null || staged === null || progress.refusesAll || deletion.part === "raw") {
    return moveOn(runtime, organizationId, deletion, done);
  }
  try {
    const files = await removeMarkedFiles(runtime, organizationId, job.id, staged);
    return moveOn(runtime, organizationId, deletion, {
      ...done,
      provider: { ...provider, files: provider.files + files },
    });
  } catch (error) {
    if (!isProviderError(error)) throw error;
    const after = afterRefusal(error);
    const gaveUp = runtime.now() > deletion.requestedAt.getTime() + GIVE_UP_MS;
    if (after.kind === "later" && !gaveUp) {
      return waitFor(runtime, organizationId, deletion, after.reason);
    }
    // What nobody noted may not be there at all: nothing that is known stays.
    return moveOn(runtime, organizationId, deletion, done);
  }
}
