import { addEnded, type EndedCounts, NONE_ENDED } from "../core/counts";
import { groupRates, type LedgerLine, settle } from "../core/ledger";
import type { RowOutcome } from "../core/outcome";
import { type BatchRecord, moveBatch, selectionOf } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import type { JobRecord } from "../db/job";
import { addToJobCounts } from "../db/job-counts";
import { reserveMore } from "../db/key-spend";
import { appendLedger } from "../db/ledger";
import type { CollectSummary } from "../lake/outcome-summary";
import { storeRaw } from "../lake/store-raw";
import { affordRepair } from "../line/afford-repair";
import { afterFailedCall } from "../line/after-failed-call";
import { batchLimits } from "../line/batch-limits";
import { whatWasOdd } from "../line/batch-problem";
import { closeJobIfDone } from "../line/close-job";
import { download, type HarvestInput, harvest, nothingRan, refusalLines } from "../line/harvest";
import { type BatchInJob, loadBatch } from "../line/load-batch";
import { readAgain, rereadDelayMs, runsAfterAll } from "../line/look-again";
import { openSession } from "../line/open-session";
import { answeredLines, dropCheckpoints, endOfRun } from "../line/run-end";
import type { BatchSnapshot } from "../providers/provider";
import { type FollowUp, NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { batchOutcomesKey, batchRawKey, batchRowsKey } from "../storage/keys";

interface Collected {
  readonly organizationId: string;
  readonly batch: BatchRecord;
  readonly job: JobRecord;
  readonly summary: CollectSummary;
  /** What became of rows without a line. */
  readonly missing: RowOutcome;
  readonly outcomesId: string;
  /** Null when nothing was sent, so nothing can have been billed. */
  readonly snapshot: BatchSnapshot | null;
}

/**
 * poll → collect → ledger: reads what the provider returned, writes one outcome per row, and settles: the ledger's
 * lines, the batch and the job's counts in one transaction. Repeated, it writes the same objects and settles once.
 */
export async function collectBatch(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId } = task;
  const found = await loadBatch(runtime, task);
  if (found?.batch.state !== "collecting") return NOTHING;
  try {
    const done = await collectInto(runtime, organizationId, found);
    if (done !== NOTHING) await dropCheckpoints(runtime, organizationId, found.batch);
    return done;
  } catch (error) {
    return afterFailedCall(runtime, organizationId, found, "collect-batch", error);
  }
}

function collectInto(
  runtime: Runtime,
  organizationId: string,
  found: BatchInJob,
): Promise<StepResult> {
  const { batch, job } = found;
  return runtime.lake.withScratch(async (dir) => {
    const input = {
      organizationId,
      jobId: job.id,
      provider: runtime.provider(job.provider),
      model: job.model,
      endpoint: job.endpoint ?? "",
      selection: selectionOf(batch, batchRowsKey(organizationId, job.id, batch.id)),
      attempt: batch.attempt,
      dir,
    };
    const snapshot = await lastSnapshot(runtime, organizationId, found);
    if (snapshot?.seen.phase.kind === "running") {
      return runsAfterAll(runtime, organizationId, batch, snapshot.seen);
    }
    const lines =
      snapshot === null
        ? await refusalLines(runtime, batch.fault ?? { kind: "rows", code: "not_sent" }, input)
        : await snapshot.download(input);
    const [{ summary, outcomesPath }] = await Promise.all([
      harvest(runtime, input, lines),
      keepRaw(runtime, organizationId, batch, lines.rawPaths),
    ]);
    const seen = snapshot?.seen ?? null;
    const reread = seen ? rereadDelayMs(batch, summary, seen) : null;
    if (reread !== null) return readAgain(runtime, organizationId, batch, reread);
    const outcomesId = runtime.newId("out");
    const outcomesKey = batchOutcomesKey(organizationId, job.id, outcomesId);
    await runtime.storage.put(outcomesKey, { path: outcomesPath });
    return settleBatch(runtime, {
      organizationId,
      batch,
      job,
      summary,
      missing: lines.missing.outcome,
      snapshot: seen,
      outcomesId,
    });
  });
}

/** How the batch ended, and how its lines are had: from the provider, or from what was stored as it came. */
async function lastSnapshot(runtime: Runtime, organizationId: string, found: BatchInJob) {
  const { batch, job } = found;
  if (batch.fault) return null;
  if (batch.channel !== "batch") {
    const download = (input: HarvestInput) => answeredLines(runtime, organizationId, found, input);
    return { seen: endOfRun(batch, runtime.now()), download };
  }
  if (batch.remoteId === null) return null;
  const { session } = await openSession(runtime, organizationId, job.connectionId);
  const seen = await session.retrieve(batch.remoteId);
  return { seen, download: (input: HarvestInput) => download(session, seen, input) };
}

/** Stores what the provider returned, while the engine reads it. */
async function keepRaw(
  { storage }: Runtime,
  organizationId: string,
  { id, jobId }: BatchRecord,
  rawPaths: readonly string[],
): Promise<void> {
  if (rawPaths.length === 0) return;
  await storeRaw(storage, batchRawKey(organizationId, jobId, id), rawPaths);
}

/** Whether rows of a batch whose results nobody can read may have been paid for. */
const ranUnread = (fault: BatchRecord["fault"]): boolean =>
  fault?.kind === "given-up" || fault?.kind === "gone";

async function price(
  runtime: Runtime,
  { organizationId, batch, job, summary, snapshot }: Collected,
) {
  if (!snapshot || nothingRan(snapshot)) {
    return { lines: [], unpricedRows: ranUnread(batch.fault) ? batch.rows : 0, rates: [] };
  }
  const input = {
    groups: summary.usage,
    book: await runtime.prices.of(organizationId),
    provider: job.provider,
    channel: batch.channel,
    requestedModel: job.model,
    atMs: snapshot.createdAtMs || runtime.now(),
    simulated: job.simulated,
    revision: 0,
  } as const;
  const rates = groupRates(input).map(({ picoPerToken, ...rate }) => ({
    ...rate,
    picoPerToken: picoPerToken.toString(),
  }));
  return { ...settle(input), rates };
}

async function settleBatch(runtime: Runtime, collected: Collected): Promise<StepResult> {
  const { organizationId, batch, job, summary, snapshot } = collected;
  const { lines, unpricedRows, rates } = await price(runtime, collected);
  const now = new Date(runtime.now());
  const endedAt = new Date(snapshot?.endedAtMs ?? now);
  const { minRequestsPerBatch: least } = batchLimits(runtime, job);
  const attemptsLeft = batch.attempt < job.maxAttempts && !job.cancelRequestedAt;
  // Fewer rows than the provider takes in one batch stay as they are.
  const wanted = attemptsLeft && summary.retryableRows >= least;
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const mended = await affordRepair(scope, job, wanted ? summary.retryableRows : 0);
    const { repairs } = mended;
    const counts = finalCounts(summary, collected.missing, repairs);
    const version = await moveBatch(
      scope,
      { id: batch.id, from: ["collecting"], version: batch.version },
      {
        state: "settled",
        ...counts,
        retryable: summary.retryableRows,
        retryableExpired: summary.retryableExpiredRows,
        strangers: summary.strangers,
        unpricedRows,
        rates,
        outcomesId: collected.outcomesId,
        endedAt,
        settledAt: now,
        dueAt: repairs ? now : null,
        error: mended.error ?? whatWasOdd(batch, summary),
      },
    );
    if (version === null) return NOTHING;
    await reserveMore(scope, job.id, mended.most);
    await book(scope, runtime, collected, lines, endedAt);
    await addToJobCounts(scope, job.id, {
      ...counts,
      unpricedRows,
      retryable: repairs ? 0 : summary.retryableRows,
    });
    const closed = await closeJobIfDone(scope, job.id, now);
    const repair: FollowUp[] = repairs
      ? [{ task: "repair-batch", payload: { organizationId, id: batch.id, version } }]
      : [];
    return { ...closed, followUps: [...closed.followUps, ...repair] };
  });
}

/** Rows that are decided now. Those that will be sent again stay pending, in the batch that sends them. */
function finalCounts(summary: CollectSummary, missing: RowOutcome, repairs: boolean): EndedCounts {
  const ended = { ...NONE_ENDED, [missing]: summary.missing };
  const all = addEnded(summary.counts, ended);
  if (!repairs) return all;
  const { retryableRows, retryableExpiredRows } = summary;
  return {
    ...all,
    failed: all.failed - (retryableRows - retryableExpiredRows),
    expired: all.expired - retryableExpiredRows,
  };
}

async function book(
  scope: Scope,
  runtime: Runtime,
  { batch, job, snapshot }: Collected,
  lines: readonly LedgerLine[],
  day: Date,
): Promise<void> {
  if (!snapshot) return;
  await appendLedger(
    scope,
    {
      teamId: job.teamId,
      jobId: job.id,
      batchId: batch.id,
      remoteId: snapshot.remoteId,
      provider: job.provider,
      day,
    },
    lines.map((line) => ({ id: runtime.newId("led"), line })),
  );
}
