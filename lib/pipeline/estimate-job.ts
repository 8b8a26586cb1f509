import { randomBytes } from "node:crypto";
import { mayApprove } from "../core/budget";
import { type Problem, problem } from "../core/problem";
import type { RequestTemplate } from "../core/request";
import { type Scope, withOrganization } from "../db/client";
import { type DatasetRecord, datasetFiles, findDataset } from "../db/dataset";
import { findJob, type JobRecord, moveJob, outputHistory } from "../db/job";
import { validateRaw } from "../lake/validate-raw";
import { estimateRequest } from "../line/estimate-request";
import { lineContext, openRequest } from "../line/job-request";
import {
  type FrozenLine,
  freezeLine,
  lineParts,
  RAW_ENDPOINT,
  requestProblems,
} from "../line/request-line";
import { toStoredEstimate } from "../line/stored-estimate";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** How long to wait for data that is still being imported; its end starts this step at once. */
const DATASET_WAIT_MS = 60_000;

/** import → estimate: freezes the request line, counts what it would cost, and waits for approval or takes it. */
export async function estimateJob(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId, id } = task;
  const inside = <T>(work: (scope: Scope) => Promise<T>) =>
    withOrganization(runtime.database, organizationId, work);
  const found = await inside(async (scope) => {
    const job = await findJob(scope, id);
    const dataset = job && (await findDataset(scope, job.datasetId));
    if (!job || !dataset || job.state !== "estimating") return null;
    const { requestHash, model } = job;
    return { job, dataset, history: await outputHistory(scope, { requestHash, model }) };
  });
  if (!found) return NOTHING;
  const { job, dataset, history } = found;
  if (dataset.state === "importing") {
    const dueAt = new Date(runtime.now() + DATASET_WAIT_MS);
    await inside((scope) => moveJob(scope, id, ["estimating"], { dueAt }));
    return NOTHING;
  }
  const request = await openRequest(runtime, organizationId, job);
  const refusal = await whyNot(runtime, organizationId, { job, dataset, request });
  if (refusal) {
    const now = new Date(runtime.now());
    await inside((scope) =>
      moveJob(scope, id, ["estimating"], {
        state: "failed",
        error: refusal,
        finishedAt: now,
        dueAt: now,
      }),
    );
    return ended(task, job);
  }
  const provider = runtime.provider(job.provider);
  const frozen = freezeLine(
    provider,
    { request, columns: dataset.columns, model: job.model },
    randomBytes(16).toString("hex"),
  );
  const maxOutputTokens = request.maxOutputTokens ?? null;
  const estimate = await estimateRequest(runtime, {
    files: datasetFiles({ organizationId }, dataset),
    parts: lineParts(frozen),
    provider: job.provider,
    model: job.model,
    maxOutputTokens,
    history,
  });
  const { budget } = job;
  const approval = mayApprove({ ceiling: estimate.ceiling, budget, maxOutputTokens });
  const approved = job.autoApprove && approval.allowed;
  const now = new Date(runtime.now());
  const sealed = await sealLine(runtime, organizationId, id, frozen);
  await inside((scope) =>
    moveJob(scope, id, ["estimating"], {
      state: approved ? "cutting" : "awaiting_approval",
      rows: dataset.rows,
      estimate: toStoredEstimate(estimate, job.simulated),
      ceiling: estimate.ceiling,
      sealedLine: sealed,
      endpoint: frozen.endpoint,
      dueAt: approved ? now : null,
      ...(approved ? { approvedAt: now } : {}),
    }),
  );
  return {
    followUps: approved
      ? [{ task: "cut-job", payload: { ...task, version: job.version + 1 } }]
      : [],
    moved: [{ kind: "job", id, version: job.version + 1 }],
  };
}

function ended(task: TaskPayload, job: JobRecord): StepResult {
  const version = job.version + 1;
  return {
    followUps: [{ task: "report-job", payload: { ...task, version } }],
    moved: [{ kind: "job", id: job.id, version }],
  };
}

async function sealLine(runtime: Runtime, organizationId: string, id: string, line: FrozenLine) {
  return runtime.vault.seal(organizationId, lineContext(id), JSON.stringify(line));
}

/** Why the job cannot run at all; null when it can. */
async function whyNot(
  { lake, storage }: Runtime,
  organizationId: string,
  job: { job: JobRecord; dataset: DatasetRecord; request: RequestTemplate },
): Promise<Problem | null> {
  const { dataset, request } = job;
  if (dataset.state === "failed") {
    return problem("dataset_failed", "The data could not be imported. Upload it again.");
  }
  const [first] = requestProblems({ request, columns: dataset.columns, model: job.job.model });
  if (first || !request.raw) return first ?? null;
  const files = datasetFiles({ organizationId }, dataset);
  const checked = await validateRaw(lake, storage, files, {
    endpoint: RAW_ENDPOINT,
    model: job.job.model,
  });
  const [worst] = checked.problems;
  if (!worst) return null;
  return problem(
    "raw_request_invalid",
    `${checked.count} ready-made requests cannot be sent as they are; the first is row ${worst.row}: ${worst.code}. Correct them and upload the file again.`,
    { rows: checked.count, row: worst.row, reason: worst.code },
  );
}
