import type { z } from "zod";
import type {
  batchSchema,
  costSchema,
  JobStatus,
  jobSchema,
  jobSummarySchema,
} from "../contracts/jobs";
import type { estimateSchema } from "../contracts/planning";
import { publicBatchStatus } from "../core/batch-phase";
import { isFinalJobState, publicJobStatus, storedJobStates } from "../core/job-phase";
import { formatUsd } from "../core/money";
import type { Problem } from "../core/problem";
import { KEEP_EVERYTHING, type Retention, removalMs } from "../core/retention";
import type { BatchRecord } from "../db/batch";
import { listBatches as selectBatches } from "../db/batch-page";
import { withOrganization } from "../db/client";
import { findJob, type JobRecord, listJobs as selectJobs } from "../db/job";
import { costsOfBatches, costsOfJobs, type LedgerSums } from "../db/ledger";
import { getRetention } from "../db/retention";
import { AppError } from "../errors";
import { openRequest } from "../line/job-request";
import type { Runtime } from "../runtime";
import { numberCursor, type PageInTeams, pageOf } from "./page";

type ShownJob = z.infer<typeof jobSchema>;
type ShownSummary = z.infer<typeof jobSummarySchema>;
type ShownBatch = z.infer<typeof batchSchema>;
type ShownCost = z.infer<typeof costSchema>;

const NO_COST: LedgerSums = { billed: 0n, realtime: 0n, waste: 0n };

/** One job with its estimate, counts and what it cost so far. */
export async function getJob(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<ShownJob> {
  const { job, cost, retention } = await withOrganization(
    runtime.database,
    organizationId,
    async (scope) => ({
      job: await findJob(scope, id),
      cost: (await costsOfJobs(scope, [id])).get(id),
      retention: (await getRetention(scope)) ?? KEEP_EVERYTHING,
    }),
  );
  if (!job) throw new AppError("not_found", "There is no such job. Look at the list of jobs.");
  return {
    ...summary(job, cost ?? NO_COST),
    request: job.contentDeletedAt ? null : await openRequest(runtime, organizationId, job),
    sensitivity: job.dataset.sensitivity,
    removal: removalOf(job, retention),
    strategy: job.strategy,
    refused: job.requests && { rows: job.requests.refused, first: [...job.requests.first] },
    estimate: job.estimate as z.infer<typeof estimateSchema> | null,
  };
}

/** What retention will do to it as things are. */
function removalOf(job: JobRecord, { rawDays, resultsDays }: Retention): ShownJob["removal"] {
  if (job.resultsDeletedAt || !isFinalJobState(job.state)) return null;
  const ended = job.finishedAt?.getTime() ?? null;
  const raw = job.rawDeletedAt ? null : removalMs(ended, rawDays);
  return { raw: isoOfMs(raw), results: isoOfMs(removalMs(ended, resultsDays)) };
}

export interface JobListInput extends PageInTeams {
  readonly status?: JobStatus | undefined;
  readonly datasetId?: string | undefined;
  readonly include?: "deleted" | undefined;
}

/** Jobs, newest first. */
export async function listJobs(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit, teams, status, datasetId, include }: JobListInput,
) {
  const { jobs, costs } = await withOrganization(
    runtime.database,
    organizationId,
    async (scope) => {
      const found = await selectJobs(scope, {
        after: cursor ?? null,
        limit: limit + 1,
        teams,
        ...(status ? { states: storedJobStates(status) } : {}),
        ...(datasetId ? { datasetId } : {}),
        deleted: include === "deleted",
      });
      const ids = found.map((job) => job.id);
      return { jobs: found, costs: await costsOfJobs(scope, ids) };
    },
  );
  return pageOf(
    jobs,
    limit,
    (job) => job.id,
    (job) => summary(job, costs.get(job.id) ?? NO_COST),
  );
}

/** The largest that the column `ordinal` can hold. */
const LAST_ORDINAL = 2 ** 31 - 1;

/** The batches of a job in order. The cursor is the last ordinal shown. */
export async function listBatches(
  runtime: Runtime,
  organizationId: string,
  { id, cursor, limit }: { id: string; cursor?: string | undefined; limit: number },
) {
  const { job, batches, costs } = await withOrganization(
    runtime.database,
    organizationId,
    async (scope) => ({
      job: await findJob(scope, id),
      batches: await selectBatches(scope, {
        jobId: id,
        afterOrdinal: Math.min(numberCursor(cursor), LAST_ORDINAL),
        limit: limit + 1,
      }),
      costs: await costsOfBatches(scope, id),
    }),
  );
  if (!job) throw new AppError("not_found", "There is no such job. Look at the list of jobs.");
  return pageOf(
    batches,
    limit,
    (batch) => String(batch.ordinal),
    (batch) => showBatch(batch, job, costs.get(batch.id)),
  );
}

function summary(job: JobRecord, cost: LedgerSums): ShownSummary {
  const { id, name, provider, model, completionWindowHours, maxAttempts, budget } = job;
  const { rows, pending, succeeded, failed, expired, cancelled } = job;
  return {
    ...{ id, name, provider, model, completionWindowHours, maxAttempts },
    status: publicJobStatus(job.state, job.cancelRequestedAt !== null),
    attention: shownProblem(job.attention),
    error: shownProblem(job.error),
    datasetId: job.datasetId,
    datasetName: job.dataset.name,
    connectionId: job.connectionId,
    connectionName: job.connection.name,
    teamId: job.teamId,
    teamName: job.team.name,
    budgetUsd: budget === null ? null : formatUsd(budget),
    counts: { rows, pending, succeeded, failed, expired, cancelled },
    retryable: job.retryable,
    cost: shownCost(cost, job.unpricedRows, job.simulated),
    createdAt: job.createdAt.toISOString(),
    approvedAt: iso(job.approvedAt),
    finishedAt: iso(job.finishedAt),
    resultsDeletedAt: iso(job.resultsDeletedAt),
    deletedAt: iso(job.contentDeletedAt),
  };
}

function showBatch(batch: BatchRecord, job: JobRecord, cost: LedgerSums | undefined): ShownBatch {
  const { id, ordinal, remoteId, attempt, rows } = batch;
  return {
    ...{ id, ordinal, remoteId, attempt, rows },
    remoteState: batch.remoteState,
    status: publicBatchStatus(batch.state),
    counts: batchCounts(batch),
    cost: cost ? shownCost(cost, batch.unpricedRows, job.simulated) : null,
    error: shownProblem(batch.error),
    createdAt: batch.createdAt.toISOString(),
    submittedAt: iso(batch.submittedAt),
    endedAt: iso(batch.endedAt),
    settledAt: iso(batch.settledAt),
    dueAt: iso(batch.dueAt),
  };
}

/** Settled: what was found, the rest went on to a repair. Before: what the provider says, never more than there is. */
function batchCounts(batch: BatchRecord): ShownBatch["counts"] {
  const { rows, expired, cancelled, remoteCounts } = batch;
  const settled = batch.state === "settled" || !remoteCounts;
  const succeeded = settled ? batch.succeeded : Math.min(rows, remoteCounts.completed);
  const failed = settled ? batch.failed : Math.min(rows - succeeded, remoteCounts.failed);
  const pending = rows - succeeded - failed - expired - cancelled;
  return { rows, pending, succeeded, failed, expired, cancelled };
}

function shownCost(cost: LedgerSums, unpricedRows: number, simulated: boolean): ShownCost {
  return {
    billed: formatUsd(cost.billed),
    realtime: formatUsd(cost.realtime),
    savings: formatUsd(cost.realtime - cost.billed),
    waste: formatUsd(cost.waste),
    unpricedRows,
    simulated,
  };
}

const shownProblem = (problem: Problem | null) =>
  problem && { ...problem, params: { ...problem.params } };

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

const isoOfMs = (ms: number | null): string | null => iso(ms === null ? null : new Date(ms));
