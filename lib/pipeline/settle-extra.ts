import { settle } from "../core/ledger";
import { findBatch, selectionOf } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import { type ExtraBatchRecord, findExtraBatch, moveExtraBatch } from "../db/extra-batch";
import { findJob } from "../db/job";
import { addUnpricedRows } from "../db/job-counts";
import { appendLedger } from "../db/ledger";
import { isProviderError } from "../errors";
import { download, harvest, nothingRan } from "../line/harvest";
import type { BatchInJob } from "../line/load-batch";
import { openSession } from "../line/open-session";
import { isPastRetention } from "../line/past-retention";
import type { BatchSnapshot, ProviderSession } from "../providers/provider";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { batchRowsKey } from "../storage/keys";

const POLL_MS = 10_000;
const AFTER_ERROR_MS = 5 * 60_000;

interface Extra extends BatchInJob {
  readonly organizationId: string;
  readonly extra: ExtraBatchRecord;
}

/**
 * A remote batch that should not exist is cancelled, followed to its end, and what it cost is booked as waste under
 * the batch that it doubled.
 */
export async function settleExtra(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const found = await load(runtime, task);
  if (!found || found.extra.settledAt) return NOTHING;
  try {
    const { session } = await openSession(runtime, task.organizationId, found.job.connectionId);
    const seen = await session.retrieve(found.extra.remoteId);
    if (seen.phase.kind === "ended") return await bookWaste(runtime, found, session, seen);
    await session.cancel(found.extra.remoteId);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    if (error.kind === "not_found" && isForgotten(runtime, found))
      return bookUnread(runtime, found);
    return lookLater(runtime, found, AFTER_ERROR_MS);
  }
  const { simulated } = found.job;
  return lookLater(runtime, found, simulated ? runtime.settings.simulatedPollMs : POLL_MS);
}

function load({ database }: Runtime, { organizationId, id }: TaskPayload): Promise<Extra | null> {
  return withOrganization(database, organizationId, async (scope) => {
    const extra = await findExtraBatch(scope, id);
    const batch = extra && (await findBatch(scope, extra.batchId));
    const job = batch && (await findJob(scope, batch.jobId));
    return extra && batch && job ? { organizationId, extra, batch, job } : null;
  });
}

async function lookLater(runtime: Runtime, found: Extra, delayMs: number): Promise<StepResult> {
  const { organizationId, extra } = found;
  const { id, version } = extra;
  const moved = await withOrganization(runtime.database, organizationId, (scope) =>
    moveExtraBatch(scope, { id, version }, { dueAt: new Date(runtime.now() + delayMs) }),
  );
  if (!moved) return NOTHING;
  const payload = { organizationId, id, version: version + 1 };
  return { followUps: [{ task: "settle-extra", payload, delayMs }], moved: [] };
}

/** Its end was never seen; the note on it is younger than itself. */
const isForgotten = (runtime: Runtime, { extra, job }: Extra): boolean =>
  isPastRetention(runtime, job, { sentAt: extra.createdAt, endedAt: null });

/** Nobody can read any more what it cost, so that stays unknown. */
function bookUnread(runtime: Runtime, { organizationId, extra, batch, job }: Extra) {
  const { id, version } = extra;
  const { rows: unpricedRows } = batch;
  const settled = { dueAt: null, settledAt: new Date(runtime.now()), unpricedRows };
  return withOrganization(runtime.database, organizationId, async (scope): Promise<StepResult> => {
    if (!(await moveExtraBatch(scope, { id, version }, settled))) return NOTHING;
    await addUnpricedRows(scope, job.id, unpricedRows);
    return { followUps: [], moved: [{ kind: "job", id: job.id }] };
  });
}

async function bookWaste(
  runtime: Runtime,
  found: Extra,
  session: ProviderSession,
  seen: BatchSnapshot,
): Promise<StepResult> {
  const { organizationId, extra, batch, job } = found;
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
    const { summary } = await harvest(runtime, input, await download(session, seen, input));
    const { lines, unpricedRows } = settle({
      groups: (nothingRan(seen) ? [] : summary.usage).map((group) => ({ ...group, usable: false })),
      book: await runtime.prices.of(organizationId),
      provider: job.provider,
      channel: "batch",
      requestedModel: job.model,
      atMs: seen.createdAtMs,
      simulated: job.simulated,
      revision: 0,
    });
    const now = new Date(runtime.now());
    const { id, version } = extra;
    const origin = {
      teamId: job.teamId,
      jobId: job.id,
      batchId: batch.id,
      remoteId: seen.remoteId,
      provider: job.provider,
      day: new Date(seen.endedAtMs ?? now),
    };
    return withOrganization(runtime.database, organizationId, async (scope: Scope) => {
      const settled = { dueAt: null, settledAt: now, unpricedRows };
      if (!(await moveExtraBatch(scope, { id, version }, settled))) return NOTHING;
      const entries = lines.map((line) => ({ id: runtime.newId("led"), line }));
      await appendLedger(scope, origin, entries);
      await addUnpricedRows(scope, job.id, unpricedRows);
      return { followUps: [], moved: [{ kind: "job", id: job.id }] };
    });
  });
}
