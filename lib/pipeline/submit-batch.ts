import { capRetryAfterMs, enqueuedLimitDelayMs } from "../core/retry";
import { type BatchRecord, moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import { noteLearnedLimit } from "../db/learned-limit";
import { isProviderError, type ProviderError, providerErrorAction } from "../errors";
import { adoptBatch } from "../line/adopt-batch";
import { batchMark } from "../line/batch-mark";
import { type Claim, claimBatch, holdingClaim, noteOnClaim } from "../line/claim";
import { labelProblem, refusedWay } from "../line/label";
import { loadBatch } from "../line/load-batch";
import { needsMoney } from "../line/needs-money";
import { noteFailure } from "../line/note-failure";
import { openSession } from "../line/open-session";
import { createTimeoutMs, quietMs } from "../line/pace";
import { askToEnable, raiseAttention, refusal, waiting } from "../line/raise-attention";
import { recutBatch } from "../line/recut-batch";
import { renderRequests } from "../line/render-requests";
import type { BatchRequests, ProviderSession } from "../providers/provider";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** So many refusals of what looks like a passing state, and a person is asked. */
const MOST_REFUSALS = 8;

/**
 * cut → submit: claims a planned batch, uploads its file, creates the remote batch once. One that can never fit, by what was
 * learned since it was cut, is cut again instead.
 */
export async function submitBatch(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const found = await loadBatch(runtime, task);
  if (found?.batch.state !== "planned" || found.job.state !== "running") return NOTHING;
  const recut = await recutBatch(runtime, task.organizationId, found);
  if (recut) return recut;
  const claim = await claimBatch(runtime, task.organizationId, found);
  if (!claim) return NOTHING;
  try {
    const { session, connection } = await openSession(
      runtime,
      claim.organizationId,
      claim.job.connectionId,
    );
    if (connection.disabledAt)
      return await askToEnable(runtime, claim.organizationId, claim, ours(claim));
    const way = { ...connection, label: claim.job.dataset.sensitivity };
    const forbidden = refusedWay(runtime, way, "batch");
    if (forbidden) {
      const why = labelProblem(forbidden);
      return await raiseAttention(runtime, claim.organizationId, claim, ours(claim), why);
    }
    return await send(runtime, claim, session);
  } catch (error) {
    if (isProviderError(error)) return afterRefusal(runtime, claim, error);
    await noteFailure(runtime, claim.organizationId, claim, claim.token);
    throw error;
  }
}

const ours = ({ token }: Claim) => ({ from: ["submitting" as const], claimToken: token });

/** Creates the batch, from a file that is staged already or made now. */
async function send(runtime: Runtime, claim: Claim, session: ProviderSession): Promise<StepResult> {
  const { stagedId } = claim.batch;
  if (stagedId !== null) return create(runtime, claim, session, { kind: "staged", id: stagedId });
  return runtime.lake.withScratch(async (dir) => {
    const file = await holdingClaim(runtime, claim, () =>
      renderRequests(runtime, claim.organizationId, claim, dir),
    );
    const requests = await prepare(runtime, claim, session, file, false);
    if (requests === null) return NOTHING;
    try {
      return await create(runtime, claim, session, requests);
    } catch (error) {
      const canStage = requests.kind === "inline" && session.stage !== null;
      if (!canStage || !isRefusedContent(error)) throw error;
    }
    const staged = await prepare(runtime, claim, session, file, true);
    return staged === null ? NOTHING : create(runtime, claim, session, staged);
  });
}

/** One wrong row spoils a create that holds the rows; in a file it fails alone. Nothing was created. */
const isRefusedContent = (error: unknown): boolean =>
  isProviderError(error) && (error.kind === "invalid" || error.kind === "too_large");

/** Stages the request file where the provider wants it, or `always` can have it; null when the claim was lost. */
async function prepare(
  runtime: Runtime,
  claim: Claim,
  { stage }: ProviderSession,
  { path, sha256 }: Awaited<ReturnType<typeof renderRequests>>,
  always: boolean,
): Promise<BatchRequests | null> {
  const fileName = `${batchMark(claim.batch)}.jsonl`;
  const stagedId = await holdingClaim(runtime, claim, async () =>
    stage === null ? null : stage({ path, fileName }, { always }),
  );
  if (!(await noteOnClaim(runtime, claim, { stagedId, sha256 }))) return null;
  return stagedId === null ? { kind: "inline", path } : { kind: "staged", id: stagedId };
}

/** Reads the claim again, notes that a create leaves now, and sends it: the one call that costs money. */
async function create(
  runtime: Runtime,
  claim: Claim,
  session: ProviderSession,
  requests: BatchRequests,
): Promise<StepResult> {
  const { organizationId, batch, job, token } = claim;
  if (job.endpoint === null) return NOTHING;
  if (!(await noteOnClaim(runtime, claim, { creatingAt: new Date(runtime.now()) }))) return NOTHING;
  const snapshot = await session.submit(
    {
      mark: batchMark(batch),
      endpoint: job.endpoint,
      model: job.model,
      completionWindowHours: job.completionWindowHours,
      requests,
    },
    createTimeoutMs(runtime, requests.kind === "inline" ? batch.bytes : 0),
  );
  return adoptBatch(runtime, organizationId, { batch, job }, token, snapshot);
}

/** The provider did not take it. Only what certainly created nothing goes back to waiting. */
async function afterRefusal(
  runtime: Runtime,
  claim: Claim,
  error: ProviderError,
): Promise<StepResult> {
  const { organizationId, batch, job } = claim;
  const refusals = refusalsAlike(batch, error);
  const expected = { id: batch.id, ...ours(claim) };
  if (error.kind === "ambiguous") {
    const delayMs = quietMs(runtime, job);
    const dueAt = new Date(runtime.now() + delayMs);
    const version = await withOrganization(runtime.database, organizationId, (scope) =>
      moveBatch(scope, expected, { dueAt }),
    );
    return version === null ? NOTHING : again("recover-batch", claim, version, delayMs);
  }
  if (needsPerson(error, refusals)) {
    const nothingMade = { creatingAt: null };
    const why = refusal(error);
    return raiseAttention(runtime, organizationId, claim, ours(claim), why, nothingMade);
  }
  const delayMs = capRetryAfterMs(error.retryAfterMs) ?? enqueuedLimitDelayMs(refusals);
  const version = await withOrganization(runtime.database, organizationId, async (scope) => {
    if (error.limit) await noteLearnedLimit(scope, job, error.limit, new Date(runtime.now()));
    return moveBatch(scope, expected, {
      state: "planned",
      claimToken: null,
      waits: refusals,
      dueAt: new Date(runtime.now() + delayMs),
      error: waiting(error),
      ...(mayPass(error) && refusals >= RESTAGE_AFTER ? { stagedId: null } : {}),
    });
  });
  return version === null ? NOTHING : again("submit-batch", claim, version, delayMs);
}

/** How often in a row it was refused for this: a long wait for room says nothing of a file that is gone since. */
const refusalsAlike = ({ waits, error }: BatchRecord, { kind }: ProviderError): number =>
  error?.params.kind === kind ? waits + 1 : 1;

/** A file that was uploaded a moment ago may not be found yet; after a few tries it is uploaded again. */
const mayPass = (error: ProviderError): boolean => error.kind === "not_found";
const RESTAGE_AFTER = 3;

const needsPerson = (error: ProviderError, refusals: number): boolean =>
  needsMoney(error) ||
  (providerErrorAction(error.kind) === "stop" && !(mayPass(error) && refusals < MOST_REFUSALS));

function again(
  task: "submit-batch" | "recover-batch",
  { organizationId, batch }: Claim,
  version: number,
  delayMs: number,
): StepResult {
  const payload = { organizationId, id: batch.id, version };
  return { followUps: [{ task, payload, delayMs }], moved: [] };
}
