import { randomBytes } from "node:crypto";
import { mayApprove } from "../core/budget";
import type { Money } from "../core/money";
import { type Problem, problem, TOO_FEW_ROWS } from "../core/problem";
import type { RequestTemplate } from "../core/request";
import { channelOf } from "../core/strategy";
import { noteAudit } from "../db/audit";
import { type Scope, withOrganization } from "../db/client";
import { type DatasetRecord, findDataset } from "../db/dataset";
import { findJob, type JobChange, type JobRecord, type JobRequests, moveJob } from "../db/job";
import { outputHistory } from "../db/output-history";
import { batchLimits } from "../line/batch-limits";
import { estimateRequest, type OutputHistory } from "../line/estimate-request";
import { approval } from "../line/job-audit";
import { lineContext, openRequest } from "../line/job-request";
import { lockKeyOf } from "../line/key-cap";
import { measureRequest } from "../line/measure-request";
import { outputLimit } from "../line/output-limit";
import { type PreparedRequests, prepareRequests } from "../line/prepare-requests";
import { requestFiles } from "../line/request-files";
import { freezeLine, lineParts, requestProblems } from "../line/request-line";
import { toStoredEstimate } from "../line/stored-estimate";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** How long to wait for data that is still being imported; its end starts this step at once. */
const DATASET_WAIT_MS = 60_000;

interface Planned {
  readonly job: JobRecord;
  readonly dataset: DatasetRecord;
  readonly request: RequestTemplate;
  readonly history: OutputHistory | null;
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
  const plan = why ? refused(why) : await estimated(runtime, organizationId, planned);
  const now = new Date(runtime.now());
  const moved = await withOrganization(database, organizationId, async (scope) => {
    const change = { ...(await ending(scope, job, plan, now)), attention: null };
    const version = await moveJob(scope, id, ["estimating"], change);
    if (version === null) return null;
    if (change.state === "cutting") {
      await noteAudit(scope, runtime, approval(job, change.ceiling ?? null));
    }
    return { version, follows: FOLLOWS[change.state] };
  });
  if (moved === null) return NOTHING;
  const { version, follows } = moved;
  return {
    followUps: follows ? [{ task: follows, payload: { organizationId, id, version } }] : [],
    moved: [{ kind: "job", id }],
  };
}

type Plan =
  | { readonly kind: "refused"; readonly error: Problem }
  | {
      readonly kind: "estimated";
      readonly change: JobChange;
      readonly ceiling: Money | null;
      readonly maxOutputTokens: number | null;
    };

const FOLLOWS = {
  failed: "report-job",
  cutting: "cut-job",
  awaiting_approval: null,
} as const;

/** What the estimate comes to. One that approves itself takes what it may cost from its budget and its key's, or waits. */
async function ending(scope: Scope, job: JobRecord, plan: Plan, now: Date) {
  if (plan.kind === "refused") {
    return { state: "failed", error: plan.error, finishedAt: now, dueAt: now } as const;
  }
  const { change, ceiling, maxOutputTokens } = plan;
  const waits = { ...change, state: "awaiting_approval", dueAt: null } as const;
  if (!job.autoApprove) return waits;
  const key = await lockKeyOf(scope, job);
  const { allowed } = mayApprove({ ceiling, budget: job.budget, maxOutputTokens, key });
  return allowed ? ({ ...change, state: "cutting", dueAt: now, approvedAt: now } as const) : waits;
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

const refused = (error: Problem): Plan => ({ kind: "refused", error });

async function estimated(
  runtime: Runtime,
  organizationId: string,
  planned: Planned,
): Promise<Plan> {
  const { job, dataset, request, history } = planned;
  const { model } = job;
  const nonce = randomBytes(16).toString("hex");
  const { frozen, requests } = await prepared(runtime, organizationId, planned, nonce);
  if (requests?.refused === dataset.rows) return refused(nothingToSend(requests));
  const book = await runtime.prices.of(organizationId);
  const maxOutputTokens = outputLimit(book, job, request);
  const measured = await measureRequest(runtime, {
    files: requestFiles(organizationId, { id: job.id, requests }, dataset),
    parts: lineParts(frozen),
    refused: requests?.refused ?? 0,
    texts: (line) => runtime.provider(job.provider).texts(line),
  });
  const estimate = estimateRequest(measured, {
    ...{ book, provider: job.provider, model, channel: channelOf(job.strategy) },
    ...{ maxOutputTokens, history, atMs: runtime.now() },
  });
  const { ceiling, rowCeiling } = estimate;
  const context = lineContext(job.id);
  const sealedLine = await runtime.vault.seal(organizationId, context, JSON.stringify(frozen));
  const change: JobChange = {
    rows: dataset.rows,
    estimate: toStoredEstimate(estimate, job.simulated),
    ceiling,
    rowCeiling,
    sealedLine,
    endpoint: frozen.endpoint,
    requests,
  };
  return { kind: "estimated", change, ceiling, maxOutputTokens };
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
