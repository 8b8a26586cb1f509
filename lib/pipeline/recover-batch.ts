import { problem } from "../core/problem";
import { moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import { extrasAmong, noteExtraBatch } from "../db/extra-batch";
import { followedAmong, rivalsOf } from "../db/sought-batch";
import { isProviderError, type ProviderError, providerErrorAction } from "../errors";
import { adoptBatch } from "../line/adopt-batch";
import { batchMark } from "../line/batch-mark";
import { type BatchInJob, loadBatch } from "../line/load-batch";
import { noteFailure } from "../line/note-failure";
import { openSession } from "../line/open-session";
import { createTimeoutMs, quietMs } from "../line/pace";
import { raiseAttention, refusal } from "../line/raise-attention";
import type { BatchSnapshot, FindResult } from "../providers/provider";
import { type FollowUp, NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** Clocks of two machines may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;
const ASK_AGAIN_MS = 15_000;

/**
 * Takes over a batch whose submission was lost, when its claim has run out: asks the provider by our mark whether the
 * create came through. *Absent* counts only after a quiet period; if the provider cannot tell, a person is asked.
 */
export async function recoverBatch(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId } = task;
  const found = await loadBatch(runtime, task);
  if (found?.batch.state !== "submitting" || (found.batch.dueAt?.getTime() ?? 0) > runtime.now()) {
    return NOTHING;
  }
  const { batch } = found;
  const token = await takeOver(runtime, organizationId, found);
  if (!token) return NOTHING;
  if (!batch.creatingAt) return sendAgain(runtime, organizationId, found, token);
  const result = await ask(runtime, organizationId, found, batch.creatingAt).catch((error) =>
    onlyTheirs(runtime, organizationId, found, token, error),
  );
  if (isProviderError(result)) return askLater(runtime, organizationId, found, token, result);
  switch (result.kind) {
    case "found": {
      const candidates = await madeByCreate(runtime, organizationId, found, result.snapshots);
      if (candidates === "unclear") return whenUnclear(runtime, organizationId, found, token);
      return candidates.length > 0
        ? adoptOne(runtime, organizationId, found, token, candidates)
        : afterAbsence(runtime, organizationId, found, token, batch.creatingAt);
    }
    case "absent":
      return afterAbsence(runtime, organizationId, found, token, batch.creatingAt);
    case "unknowable":
      return askPerson(runtime, organizationId, found, token);
  }
}

function askPerson(
  runtime: Runtime,
  organizationId: string,
  found: BatchInJob,
  token: string,
): Promise<StepResult> {
  return raiseAttention(
    runtime,
    organizationId,
    found,
    { from: ["submitting"], claimToken: token },
    problem(
      "submission_unknown",
      "The provider cannot tell whether this batch was created. Look at its console, then retry or cancel.",
    ),
  );
}

/** Others may find their own batch meanwhile, and leave one that can only be ours; after the quiet time a person is asked. */
function whenUnclear(
  runtime: Runtime,
  organizationId: string,
  found: BatchInJob,
  token: string,
): Promise<StepResult> {
  const { creatingAt } = found.batch;
  const now = runtime.now();
  return creatingAt === null || quietUntil(runtime, found, creatingAt) <= now
    ? askPerson(runtime, organizationId, found, token)
    : waitUntil(runtime, organizationId, found, token, now + ASK_AGAIN_MS);
}

async function ask(
  runtime: Runtime,
  organizationId: string,
  { batch, job }: BatchInJob,
  creatingAt: Date,
): Promise<FindResult> {
  const { session } = await openSession(runtime, organizationId, job.connectionId);
  const since = creatingAt.getTime() - CLOCK_SKEW_MS;
  const { stagedId, rows } = batch;
  return session.find({ mark: batchMark(batch), stagedId, rows, sinceMs: since });
}

/** The provider's error; any other is noted on the batch and thrown on. */
async function onlyTheirs(
  runtime: Runtime,
  organizationId: string,
  found: BatchInJob,
  token: string,
  error: unknown,
): Promise<ProviderError> {
  if (isProviderError(error)) return error;
  await noteFailure(runtime, organizationId, found, token);
  throw error;
}

/** The provider did not tell: ask again in a while, or ask a person when it refuses for good. */
async function askLater(
  runtime: Runtime,
  organizationId: string,
  found: BatchInJob,
  token: string,
  error: ProviderError,
): Promise<StepResult> {
  if (providerErrorAction(error.kind) === "stop") {
    const expected = { from: ["submitting" as const], claimToken: token };
    return raiseAttention(runtime, organizationId, found, expected, refusal(error));
  }
  return waitUntil(runtime, organizationId, found, token, runtime.now() + ASK_AGAIN_MS);
}

async function takeOver(
  runtime: Runtime,
  organizationId: string,
  { batch }: BatchInJob,
): Promise<string | null> {
  const token = runtime.newId("claim");
  const version = await withOrganization(runtime.database, organizationId, (scope) =>
    moveBatch(
      scope,
      { id: batch.id, from: ["submitting"], version: batch.version },
      { claimToken: token, dueAt: new Date(runtime.now() + runtime.settings.takeoverMs) },
    ),
  );
  return version === null ? null : token;
}

/**
 * Not what an earlier submission of the same file made, nothing that another batch follows, and nothing that was given
 * up as one too many. `unclear`: the provider goes by size, and what is left may be another batch's.
 */
function madeByCreate(
  runtime: Runtime,
  organizationId: string,
  { batch, job }: BatchInJob,
  snapshots: readonly BatchSnapshot[],
): Promise<BatchSnapshot[] | "unclear"> {
  const own = batchMark(batch);
  const bySize = runtime.provider(job.provider).capabilities.find === "by-size";
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const remoteIds = snapshots.map(({ remoteId }) => remoteId);
    const extras = await extrasAmong(scope, remoteIds);
    const followed = await followedAmong(scope, remoteIds);
    const left = snapshots.filter(
      ({ mark, remoteId }) =>
        (mark === null || mark === own) && !extras.has(remoteId) && !followed.has(remoteId),
    );
    if (!bySize || left.length === 0) return left;
    const rivals = await rivalsOf(scope, batch, CLOCK_SKEW_MS);
    return left.length > 1 || rivals > 0 ? "unclear" : left;
  });
}

/** The first remote batch is ours; all others under the same mark are too many. */
async function adoptOne(
  runtime: Runtime,
  organizationId: string,
  found: BatchInJob,
  token: string,
  snapshots: readonly BatchSnapshot[],
): Promise<StepResult> {
  const [first, ...others] = snapshots.toSorted((a, b) => a.createdAtMs - b.createdAtMs);
  if (!first) return NOTHING;
  const adopted = await adoptBatch(runtime, organizationId, found, token, first);
  const extras = await withOrganization(runtime.database, organizationId, async (scope) => {
    const followUps: FollowUp[] = [];
    for (const { remoteId } of others) {
      const id = runtime.newId("ext");
      const extra = { id, batchId: found.batch.id, remoteId };
      if (await noteExtraBatch(scope, extra, new Date(runtime.now()))) {
        followUps.push({ task: "settle-extra", payload: { organizationId, id, version: 0 } });
      }
    }
    return followUps;
  });
  return { ...adopted, followUps: [...adopted.followUps, ...extras] };
}

async function afterAbsence(
  runtime: Runtime,
  organizationId: string,
  found: BatchInJob,
  token: string,
  creatingAt: Date,
): Promise<StepResult> {
  const until = quietUntil(runtime, found, creatingAt);
  if (until <= runtime.now()) return sendAgain(runtime, organizationId, found, token);
  return waitUntil(runtime, organizationId, found, token, until);
}

/** From then on a batch that its create made would be listed. */
function quietUntil(runtime: Runtime, { batch, job }: BatchInJob, creatingAt: Date): number {
  const timeoutMs = createTimeoutMs(runtime, batch.stagedId === null ? batch.bytes : 0);
  return creatingAt.getTime() + timeoutMs + quietMs(runtime, job);
}

async function waitUntil(
  runtime: Runtime,
  organizationId: string,
  found: BatchInJob,
  token: string,
  atMs: number,
): Promise<StepResult> {
  const version = await withOrganization(runtime.database, organizationId, (scope) =>
    moveBatch(
      scope,
      { id: found.batch.id, from: ["submitting"], claimToken: token },
      { dueAt: new Date(atMs) },
    ),
  );
  if (version === null) return NOTHING;
  const payload = { organizationId, id: found.batch.id, version };
  const delayMs = Math.max(0, atMs - runtime.now()) + 1;
  return { followUps: [{ task: "recover-batch", payload, delayMs }], moved: [] };
}

/** Surely nothing was created: back to waiting, to be submitted under the same mark. */
async function sendAgain(
  runtime: Runtime,
  organizationId: string,
  { batch }: BatchInJob,
  token: string,
): Promise<StepResult> {
  const version = await withOrganization(runtime.database, organizationId, (scope) =>
    moveBatch(
      scope,
      { id: batch.id, from: ["submitting"], claimToken: token },
      { state: "planned", claimToken: null, creatingAt: null, dueAt: new Date(runtime.now()) },
    ),
  );
  if (version === null) return NOTHING;
  const payload = { organizationId, id: batch.id, version };
  return { followUps: [{ task: "submit-batch", payload }], moved: [] };
}
