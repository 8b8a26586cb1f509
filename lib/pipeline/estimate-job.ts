import { randomBytes } from "node:crypto";
import { mayApprove } from "../core/budget";
import { type Problem, problem, TOO_FEW_ROWS } from "../core/problem";
import type { RequestTemplate } from "../core/request";
import { channelOf } from "../core/strategy";
import { type Scope, withOrganization } from "../db/client";
import { type DatasetRecord, datasetFiles, findDataset } from "../db/dataset";
import { findJob, type JobChange, type JobRecord, moveJob, outputHistory } from "../db/job";
import { validateRaw } from "../lake/validate-raw";
import { batchLimits } from "../line/batch-limits";
import { type EstimateRequest, estimateRequest } from "../line/estimate-request";
import { lineContext, openRequest } from "../line/job-request";
import { freezeLine, lineParts, RAW_ENDPOINT, requestProblems } from "../line/request-line";
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
  const why = await whyNot(runtime, organizationId, planned);
  const [change, follows] = why
    ? ([refused(runtime, why), "report-job"] as const)
    : await estimated(runtime, organizationId, planned);
  const version = await withOrganization(database, organizationId, (scope) =>
    moveJob(scope, id, ["estimating"], { ...change, attention: null }),
  );
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
  { job, dataset, request, history }: Planned,
): Promise<readonly [JobChange, TaskName | null]> {
  const { model } = job;
  const nonce = randomBytes(16).toString("hex");
  const source = { request, columns: dataset.columns, model };
  const frozen = freezeLine(runtime.provider(job.provider), source, nonce);
  const maxOutputTokens = request.maxOutputTokens ?? null;
  const estimate = await estimateRequest(runtime, {
    files: datasetFiles({ organizationId }, dataset),
    parts: lineParts(frozen),
    provider: job.provider,
    model,
    channel: channelOf(job.strategy),
    maxOutputTokens,
    history,
  });
  const { ceiling } = estimate;
  const approval = mayApprove({ ceiling, budget: job.budget, maxOutputTokens });
  const approved = job.autoApprove && approval.allowed;
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
    dueAt: approved ? now : null,
    ...(approved ? { approvedAt: now } : {}),
  };
  return [change, approved ? "cut-job" : null];
}

/** Why the job cannot run at all; null when it can. */
async function whyNot(
  { lake, storage, provider }: Runtime,
  organizationId: string,
  { job, dataset, request }: Planned,
): Promise<Problem | null> {
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
  if (!request.raw) return null;
  const files = datasetFiles({ organizationId }, dataset);
  const checked = await validateRaw(lake, storage, files, {
    endpoint: RAW_ENDPOINT,
    model: job.model,
  });
  const [worst] = checked.problems;
  if (!worst) return null;
  return problem(
    "raw_request_invalid",
    `${checked.count} ready-made requests cannot be sent as they are; the first is row ${worst.row}: ${worst.code}. Correct them and upload the file again.`,
    { rows: checked.count, row: worst.row, reason: worst.code },
  );
}
