import { randomBytes } from "node:crypto";
import { mayApprove } from "../core/budget";
import { type Problem, problem, TOO_FEW_ROWS } from "../core/problem";
import type { RequestTemplate } from "../core/request";
import { channelOf } from "../core/strategy";
import { noteAudit } from "../db/audit";
import { type Scope, withOrganization } from "../db/client";
import { type DatasetRecord, findDataset } from "../db/dataset";
import { findJob, type JobChange, type JobRecord, type JobRequests, moveJob } from "../db/job";
import { outputHistory } from "../db/output-history";
import { batchLimits } from "../line/batch-limits";
import { type EstimateRequest, estimateRequest } from "../line/estimate-request";
import { approval } from "../line/job-audit";
import { lineContext, openRequest } from "../line/job-request";
import { outputLimit } from "../line/output-limit";
import { type PreparedRequests, prepareRequests } from "../line/prepare-requests";
import { requestFiles } from "../line/request-files";
import { freezeLine, lineParts, requestProblems } from "../line/request-line";
import { toStoredEstimate } from "../line/stored-estimate";
import { NOTHING, type StepResult, type TaskName, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** How long to wait for data that is still being imported; its end starts this step at once. */
const DATASET_WAIT_MS = 60_000;

interface Planned {
  readonly job: JobRecord;
  readonly dataset: DatasetRecord;
  readonly request: RequestTemplate;
  readonly history: EstimateRequest["history"];
}

/** import → estimate: freezes the request line, counts what it would cost, and waits for approval or takes it. */
export async function estimateJob(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId, id } = task;
  const { database } = runtime;
  const found = await withOrganization(database, organizationId, (scope) => load(scope, id));
  if (!found) return NOTHING;
  const { job, dataset } = found;
  if (dataset.state === "importing") return waitForData(runtime, organizationId, job);
  const request = await openRequest(runtime, organizationId, job);
  const planned = { ...found, request };
  const why = whyNot(runtime, planned);
  const [change, follows] = why
    ? ([refused(runtime, why), "report-job"] as const)
    : await estimated(runtime, organizationId, planned);
  const version = await withOrganization(database, organizationId, async (scope) => {
    const moved = await moveJob(scope, id, ["estimating"], { ...change, attention: null });
    if (moved !== null && change.approvedAt) {
      await noteAudit(scope, runtime, approval(job, change.ceiling ?? null));
    }
    return moved;
  });
  if (version === null) return NOTHING;
  return {
    followUps: follows ? [{ task: follows, payload: { organizationId, id, version } }] : [],
    moved: [{ kind: "job", id }],
  };
}

/**
 * Looks again when the waiting is noted: an import that ended meanwhile wanted to start this very task, which the queue
 * ignores as long as it runs.
 */
async function waitForData(
  runtime: Runtime,
  organizationId: string,
  { id, datasetId }: JobRecord,
): Promise<StepResult> {
  const { database } = runtime;
  const dueAt = new Date(runtime.now() + DATASET_WAIT_MS);
  const version = await withOrganization(database, organizationId, (scope) =>
    moveJob(scope, id, ["estimating"], { dueAt }),
  );
  const dataset = await withOrganization(database, organizationId, (scope) =>
    findDataset(scope, datasetId),
  );
  if (version === null || dataset?.state === "importing") return NOTHING;
  return {
    followUps: [{ task: "estimate-job", payload: { organizationId, id, version } }],
    moved: [],
  };
}

async function load(scope: Scope, id: string) {
  const job = await findJob(scope, id);
  const dataset = job && (await findDataset(scope, job.datasetId));
  if (!dataset || job.state !== "estimating") return null;
  const { requestHash, model } = job;
  return { job, dataset, history: await outputHistory(scope, { requestHash, model }) };
}

function refused(runtime: Runtime, error: Problem): JobChange {
  const now = new Date(runtime.now());
  return { state: "failed", error, finishedAt: now, dueAt: now };
}

async function estimated(
  runtime: Runtime,
  organizationId: string,
  planned: Planned,
): Promise<readonly [JobChange, TaskName | null]> {
  const { job, dataset, request, history } = planned;
  const { model } = job;
  const nonce = randomBytes(16).toString("hex");
  const { frozen, requests } = await prepared(runtime, organizationId, planned, nonce);
  if (requests?.refused === dataset.rows)
    return [refused(runtime, nothingToSend(requests)), "report-job"];
  const maxOutputTokens = outputLimit(runtime.book, job, request);
  const estimate = await estimateRequest(runtime, {
    files: requestFiles(organizationId, { id: job.id, requests }, dataset),
    parts: lineParts(frozen),
    refused: requests?.refused ?? 0,
    texts: (line) => runtime.provider(job.provider).texts(line),
    provider: job.provider,
    model,
    channel: channelOf(job.strategy),
    maxOutputTokens,
    history,
  });
  const { ceiling } = estimate;
  const verdict = mayApprove({ ceiling, budget: job.budget, maxOutputTokens });
  const approved = job.autoApprove && verdict.allowed;
  const now = new Date(runtime.now());
  const context = lineContext(job.id);
  const sealedLine = await runtime.vault.seal(organizationId, context, JSON.stringify(frozen));
  const change: JobChange = {
    state: approved ? "cutting" : "awaiting_approval",
    rows: dataset.rows,
    estimate: toStoredEstimate(estimate, job.simulated),
    ceiling,
    sealedLine,
    endpoint: frozen.endpoint,
    requests,
    dueAt: approved ? now : null,
    ...(approved ? { approvedAt: now } : {}),
  };
  return [change, approved ? "cut-job" : null];
}

/** Why the job cannot run at all; null when it can. */
function whyNot({ provider }: Runtime, { job, dataset, request }: Planned): Problem | null {
  if (dataset.state === "failed") {
    return problem("dataset_failed", "The data could not be imported. Upload it again.");
  }
  const least = batchLimits({ provider }, job).minRequestsPerBatch;
  if (least > 1 && dataset.rows < least) {
    return problem(
      TOO_FEW_ROWS,
      `The provider takes batches of at least ${least} rows, and the data has ${dataset.rows}. Use more rows, or another connection.`,
      { rows: dataset.rows, least },
    );
  }
  const [first] = requestProblems({ request, columns: dataset.columns, model: job.model });
  // What a prompt holds between braces is prompt text: it is named to whoever writes it, and not stored.
  if (first)
    return problem(
      first.code,
      "The request does not fit the columns of the data. Make the job again.",
    );
  return null;
}

/** The frozen line of a prompt, or what is made of ready-made requests. */
async function prepared(
  runtime: Runtime,
  organizationId: string,
  { job, dataset, request }: Planned,
  nonce: string,
): Promise<Pick<PreparedRequests, "frozen"> & { requests: JobRequests | null }> {
  if (request.raw) {
    return prepareRequests(runtime, organizationId, { job, dataset, request }, nonce);
  }
  const source = { request, columns: dataset.columns, model: job.model };
  return { frozen: freezeLine(runtime.provider(job.provider), source, nonce), requests: null };
}

function nothingToSend({ refused, first: [worst] }: JobRequests): Problem {
  const { row = 1, code = "", field = "" } = worst ?? {};
  return problem(
    "raw_request_invalid",
    `None of the ${refused} ready-made requests can be sent; the first is row ${row}, for its field ${field}. Correct them and upload the file again, leave the field out, or use another connection.`,
    { rows: refused, row, reason: code, field },
  );
}
