import { join } from "node:path";
import { problem } from "../core/problem";
import { capRetryAfterMs, enqueuedLimitDelayMs } from "../core/retry";
import { type BatchRecord, moveBatch, selectionOf } from "../db/batch";
import { withOrganization } from "../db/client";
import { findDataset } from "../db/dataset";
import { AppError, isProviderError, type ProviderError, providerErrorAction } from "../errors";
import { renderBatch } from "../lake/render-batch";
import { adoptBatch } from "../line/adopt-batch";
import { batchMark } from "../line/batch-mark";
import { type Claim, claimBatch, holdingClaim, noteOnClaim } from "../line/claim";
import { openLine } from "../line/job-request";
import { loadBatch } from "../line/load-batch";
import { noteFailure } from "../line/note-failure";
import { openSession } from "../line/open-session";
import { createTimeoutMs, quietMs } from "../line/pace";
import { raiseAttention, refusal, waiting } from "../line/raise-attention";
import { requestFiles } from "../line/request-files";
import { lineParts } from "../line/request-line";
import type { BatchRequests, ProviderSession, RequestFile } from "../providers/provider";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { batchRowsKey } from "../storage/keys";

/** So many refusals of what looks like a passing state, and a person is asked. */
const MOST_REFUSALS = 8;

/** cut → submit: claims a planned batch, uploads its file, creates the remote batch once. */
export async function submitBatch(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const found = await loadBatch(runtime, task);
  if (found?.batch.state !== "planned" || found.job.state !== "running") return NOTHING;
  const claim = await claimBatch(runtime, task.organizationId, found);
  if (!claim) return NOTHING;
  try {
    const { session, connection } = await openSession(
      runtime,
      claim.organizationId,
      claim.job.connectionId,
    );
    if (connection.disabledAt) return await askToEnable(runtime, claim);
    return await send(runtime, claim, session);
  } catch (error) {
    if (isProviderError(error)) return afterRefusal(runtime, claim, error);
    await noteFailure(runtime, claim.organizationId, claim, claim.token);
    throw error;
  }
}

/** Nothing new goes through a disabled connection. */
function askToEnable(runtime: Runtime, claim: Claim): Promise<StepResult> {
  return raiseAttention(
    runtime,
    claim.organizationId,
    claim,
    { from: ["submitting"], claimToken: claim.token },
    problem("connection_disabled", "The connection is disabled. Enable it, then retry."),
  );
}

/** Creates the batch, from a file that is staged already or made now. */
async function send(runtime: Runtime, claim: Claim, session: ProviderSession): Promise<StepResult> {
  const { stagedId } = claim.batch;
  if (stagedId !== null) return create(runtime, claim, session, { kind: "staged", id: stagedId });
  return runtime.lake.withScratch(async (dir) => {
    const file = await holdingClaim(runtime, claim, () => render(runtime, claim, dir));
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

interface RenderedFile extends RequestFile {
  readonly sha256: string;
}

/** Stages the request file where the provider wants it, or `always` can have it; null when the claim was lost. */
async function prepare(
  runtime: Runtime,
  claim: Claim,
  { stage }: ProviderSession,
  { path, fileName, sha256 }: RenderedFile,
  always: boolean,
): Promise<BatchRequests | null> {
  const stagedId = await holdingClaim(runtime, claim, async () =>
    stage === null ? null : stage({ path, fileName }, { always }),
  );
  if (!(await noteOnClaim(runtime, claim, { stagedId, sha256 }))) return null;
  return stagedId === null ? { kind: "inline", path } : { kind: "staged", id: stagedId };
}

async function render(
  runtime: Runtime,
  { organizationId, batch, job }: Claim,
  dir: string,
): Promise<RenderedFile> {
  const { lake, storage, database } = runtime;
  const dataset = await withOrganization(database, organizationId, (scope) =>
    findDataset(scope, job.datasetId),
  );
  if (!dataset) throw new AppError("not_found", "The data of this job is gone.");
  const parts = lineParts(await openLine(runtime, organizationId, job));
  const selection = selectionOf(batch, batchRowsKey(organizationId, job.id, batch.id));
  const files = requestFiles(organizationId, job, dataset);
  const path = join(dir, "requests.jsonl");
  const { sha256 } = await renderBatch(lake, storage, files, parts, selection, path);
  return { path, sha256, fileName: `${batchMark(batch)}.jsonl` };
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
  const { organizationId, batch, job, token } = claim;
  const refusals = refusalsAlike(batch, error);
  const expected = { id: batch.id, from: ["submitting" as const], claimToken: token };
  if (error.kind === "ambiguous") {
    const delayMs = quietMs(runtime, job);
    const dueAt = new Date(runtime.now() + delayMs);
    const version = await withOrganization(runtime.database, organizationId, (scope) =>
      moveBatch(scope, expected, { dueAt }),
    );
    return version === null ? NOTHING : again("recover-batch", claim, version, delayMs);
  }
  if (needsPerson(error, refusals)) {
    const { from, claimToken } = expected;
    const nothingMade = { creatingAt: null };
    const why = refusal(error);
    return raiseAttention(runtime, organizationId, claim, { from, claimToken }, why, nothingMade);
  }
  const delayMs = capRetryAfterMs(error.retryAfterMs) ?? enqueuedLimitDelayMs(refusals);
  const version = await withOrganization(runtime.database, organizationId, (scope) =>
    moveBatch(scope, expected, {
      state: "planned",
      claimToken: null,
      waits: refusals,
      dueAt: new Date(runtime.now() + delayMs),
      error: waiting(error),
      ...(mayPass(error) && refusals >= RESTAGE_AFTER ? { stagedId: null } : {}),
    }),
  );
  return version === null ? NOTHING : again("submit-batch", claim, version, delayMs);
}

/** How often in a row it was refused for this: a long wait for room says nothing of a file that is gone since. */
const refusalsAlike = ({ waits, error }: BatchRecord, { kind }: ProviderError): number =>
  error?.params.kind === kind ? waits + 1 : 1;

/** A file that was uploaded a moment ago may not be found yet; after a few tries it is uploaded again. */
const mayPass = (error: ProviderError): boolean => error.kind === "not_found";
const RESTAGE_AFTER = 3;

/** Waiting does not bring money: these need a person (error codes of OpenAI and Anthropic, read 2026-11-23). */
const BILLING_CODES = [
  "insufficient_quota",
  "billing_hard_limit_reached",
  "billing_not_active",
  "billing_error",
  "enforced_spend_limit_reached",
  "contract_spend_limit_reached",
];

const needsPerson = (error: ProviderError, refusals: number): boolean =>
  BILLING_CODES.includes(error.providerCode ?? "") ||
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
