import type { DeletionPart } from "../core/deletion";
import { isFinalJobState } from "../core/job-phase";
import { KEEP_EVERYTHING, pastSinceMs } from "../core/retention";
import { type Scope, withOrganization } from "../db/client";
import { findDataset } from "../db/dataset";
import { type DeletionRecord, isBeingDeleted } from "../db/deletion";
import { lockDataset } from "../db/erase";
import { findJob, lockJob } from "../db/job";
import {
  getRetention,
  jobsHoldingRows,
  pastDatasets,
  pastJobs,
  pastUploads,
} from "../db/retention";
import { beginDeletion, carryOut } from "../line/begin-deletion";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** Of each kind at one look; the next one goes on. */
const PAGE = 100;

/**
 * Finds what is past its days in an organization, and decides its deletion. Results go before the data they were made of, and
 * data only when no job needs it. Nothing that runs is touched: jobs count from their end, files from their import.
 */
export async function applyRetention(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId } = task;
  const inside = <T>(work: (scope: Scope) => Promise<T>) =>
    withOrganization(runtime.database, organizationId, work);
  const days = (await inside(getRetention)) ?? KEEP_EVERYTHING;
  const deletions: DeletionRecord[] = [];
  const take = async (
    keptDays: number | null,
    find: (scope: Scope, past: { before: Date; limit: number }) => Promise<string[]>,
    begin: (scope: Scope, id: string) => Promise<DeletionRecord | null>,
  ) => {
    const sinceMs = pastSinceMs(runtime.now(), keptDays);
    if (sinceMs === null) return;
    const before = new Date(sinceMs);
    const ids = await inside((scope) => find(scope, { before, limit: PAGE }));
    for (const id of ids) {
      const deletion = await inside((scope) => begin(scope, id));
      if (deletion) deletions.push(deletion);
    }
  };
  const ofJob = (part: "raw" | "results") => (scope: Scope, id: string) =>
    deleteOfJob(scope, runtime, id, part);
  await take(days.resultsDays, (scope, past) => pastJobs(scope, "results", past), ofJob("results"));
  await take(days.rawDays, (scope, past) => pastJobs(scope, "raw", past), ofJob("raw"));
  await take(days.resultsDays, pastDatasets, (scope, id) =>
    deleteOfDataset(scope, runtime, id, "everything"),
  );
  await take(days.uploadDays, pastUploads, (scope, id) =>
    deleteOfDataset(scope, runtime, id, "upload"),
  );
  return deletions.length > 0 ? carryOut(organizationId, deletions) : NOTHING;
}

/** Under its lock, and only if it still is what was found: somebody may have had it tried again, or deleted it. */
async function deleteOfJob(
  scope: Scope,
  runtime: Runtime,
  id: string,
  part: "raw" | "results",
): Promise<DeletionRecord | null> {
  await lockJob(scope, id);
  const job = await findJob(scope, id);
  if (!job || !isFinalJobState(job.state) || job.resultsDeletedAt) return null;
  if (part === "raw" && job.rawDeletedAt) return null;
  if (await isBeingDeleted(scope, id)) return null;
  return beginDeletion(scope, runtime, { kind: "job", ...job }, { part, reason: "retention" });
}

async function deleteOfDataset(
  scope: Scope,
  runtime: Runtime,
  id: string,
  part: Extract<DeletionPart, "everything" | "upload">,
): Promise<DeletionRecord | null> {
  await lockDataset(scope, id, "for-change");
  const dataset = await findDataset(scope, id);
  if (!dataset || dataset.state === "importing" || dataset.contentDeletedAt) return null;
  if (part === "upload" && dataset.uploadDeletedAt) return null;
  if (part === "everything" && (await jobsHoldingRows(scope, id)).length > 0) return null;
  const subject = { kind: "dataset", ...dataset } as const;
  return beginDeletion(scope, runtime, subject, { part, reason: "retention" });
}
