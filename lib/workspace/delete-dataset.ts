import { isFinalJobState } from "../core/job-phase";
import { type Scope, withOrganization } from "../db/client";
import { findDataset } from "../db/dataset";
import { type DeletionRecord, findDeletionOf } from "../db/deletion";
import { lockDataset } from "../db/erase";
import { lockJob } from "../db/job";
import { type JobOfDataset, jobsHoldingRows } from "../db/retention";
import { AppError } from "../errors";
import { beginDeletion, carryOut } from "../line/begin-deletion";
import type { StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";

export interface DatasetDeletion {
  readonly id: string;
  /** Its ended jobs go too; their results hold its rows. */
  readonly withJobs: boolean;
  /** The teams in which the caller may delete; null: every team. */
  readonly teams: readonly string[] | null;
  /** The teams whose jobs the caller may see; null: every team. */
  readonly seen: readonly string[] | null;
}

const EVERYTHING = { part: "everything", reason: "request" } as const;

/**
 * Deletes what a dataset holds: the file as received, rows, rejected lines, columns. Asked again, it gives the same deletion.
 * Throws `not_found`; `not_ready` while it is imported; `conflict`, naming them, while jobs need its rows or hold them.
 */
export function deleteDataset(
  runtime: Runtime,
  organizationId: string,
  { id, withJobs, teams, seen }: DatasetDeletion,
): Promise<StepResult & { deletion: DeletionRecord }> {
  return withOrganization(runtime.database, organizationId, async (scope) => {
    await lockDataset(scope, id, "for-change");
    const dataset = await findDataset(scope, id);
    if (!dataset) {
      throw new AppError("not_found", "There is no such dataset. Look at the list of datasets.");
    }
    const known = dataset.contentDeletedAt && (await findDeletionOf(scope, id, "everything"));
    if (known) return { deletion: known, followUps: [], moved: [] };
    if (dataset.state === "importing") {
      throw new AppError("not_ready", "The data is still being imported. Delete it after that.");
    }
    const jobs = await lockedJobs(scope, id);
    const inTheWay = jobs.filter((job) => !withJobs || !mayGo(job, teams));
    if (inTheWay.length > 0) throw needed(inTheWay, { withJobs, seen });
    const deletions: DeletionRecord[] = [];
    for (const job of jobs) {
      deletions.push(await beginDeletion(scope, runtime, { kind: "job", ...job }, EVERYTHING));
    }
    const deletion = await beginDeletion(
      scope,
      runtime,
      { kind: "dataset", ...dataset },
      EVERYTHING,
    );
    return { deletion, ...carryOut(organizationId, [...deletions, deletion]) };
  });
}

/** Read again once they are locked: none of them begins anew meanwhile. */
async function lockedJobs(scope: Scope, datasetId: string): Promise<JobOfDataset[]> {
  for (const { id } of await jobsHoldingRows(scope, datasetId)) await lockJob(scope, id);
  return jobsHoldingRows(scope, datasetId);
}

const mayGo = ({ state, teamId }: JobOfDataset, teams: readonly string[] | null): boolean =>
  isFinalJobState(state) && (teams === null || teams.includes(teamId));

const MOST_NAMED = 20;

/** Names the jobs that the caller may see, and counts the others. */
function needed(
  jobs: readonly JobOfDataset[],
  { withJobs, seen }: Pick<DatasetDeletion, "withJobs" | "seen">,
): AppError {
  const visible = jobs.filter(({ teamId }) => seen === null || seen.includes(teamId));
  const named = visible.slice(0, MOST_NAMED).map(({ id, name, state }) => ({ id, name, state }));
  const others = jobs.length - named.length;
  const more = others > 0 ? [`${others} more`] : [];
  const names = [...named.map(({ name }) => name), ...more].join(", ");
  const message = withJobs
    ? `Jobs that have not ended, or are not yours to delete, need this data: ${names}. Cancel them first.`
    : `Jobs need this data, or hold its rows in their results: ${names}. Delete them first, or with it (withJobs).`;
  return new AppError("conflict", message, {
    details: { reason: "dataset_needed", jobs: named, count: jobs.length },
  });
}
