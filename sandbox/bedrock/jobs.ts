import {
  type BatchRecord,
  type BatchStatus,
  isTerminal,
  strangeStatus,
} from "../engine/batch-record";
import { cancelBatch, countPoll, findBatch, listBatches } from "../engine/batches";
import type { Engine } from "../engine/engine";
import type { Call } from "../engine/provider";
import { json, type Reply } from "../http";
import { constraint, type Fault, refuse } from "./errors";
import { detailsOf } from "./job-wire";

export const ACCOUNT_ID = "123456789012";

export function arnOf(batch: BatchRecord): string {
  const { region } = detailsOf(batch);
  return `arn:aws:bedrock:${region}:${ACCOUNT_ID}:model-invocation-job/${batch.id}`;
}

/** GET /model-invocation-job/{jobIdentifier}. */
export function serveJob(engine: Engine, call: Call): Reply {
  const batch = jobOf(engine, call);
  if (batch === null) return NO_JOB;
  const reply = json(200, wireJob(batch));
  countPoll(engine, batch);
  return reply;
}

/** POST /model-invocation-job/{jobIdentifier}/stop. */
export function stopJob(engine: Engine, call: Call): Reply {
  const batch = jobOf(engine, call);
  if (batch === null) return NO_JOB;
  if (isTerminal(batch.status)) {
    const message = `The job cannot be stopped in its state ${statusOf(batch)}.`;
    return refuse({ status: 400, type: "ConflictException", message });
  }
  cancelBatch(engine, batch);
  return json(200, {});
}

/** GET /model-invocation-jobs. */
export function serveJobs(engine: Engine, { account, query }: Call): Reply {
  const wrong = queryFault(query);
  if (wrong !== null) return refuse(wrong);
  const after = Date.parse(query.get("submitTimeAfter") ?? "");
  const before = Date.parse(query.get("submitTimeBefore") ?? "");
  const name = query.get("nameContains") ?? "";
  const status = query.get("statusEquals");
  const jobs = listBatches(engine, account)
    .filter(({ createdAtMs }) => !(createdAtMs < after) && !(createdAtMs > before))
    .filter((batch) => detailsOf(batch).jobName.includes(name))
    .filter((batch) => status === null || statusOf(batch) === status);
  if (query.get("sortOrder") === "Ascending") jobs.reverse();
  const start = Number(query.get("nextToken") ?? 0);
  const end = start + Number(query.get("maxResults") ?? 100);
  return json(200, {
    invocationJobSummaries: jobs.slice(start, end).map(wireJob),
    ...(end < jobs.length ? { nextToken: String(end) } : {}),
  });
}

/** By its ARN or the id at the end of it. */
function jobOf(engine: Engine, { account, id }: Call): BatchRecord | null {
  return findBatch(engine, account, id.slice(id.lastIndexOf("/") + 1));
}

const NO_JOB = refuse({
  ...{ status: 404, type: "ResourceNotFoundException" },
  message: "The provided job identifier was not found.",
});

const NAME = /^[a-zA-Z0-9]{1,63}(-*[a-zA-Z0-9+\-.]){0,63}$/;
const ORDERS = ["Ascending", "Descending"];

function queryFault(query: URLSearchParams): Fault | null {
  const wrong = RULES.find(([name, holds]) => {
    const value = query.get(name);
    return value !== null && !holds(value);
  });
  return wrong === undefined ? null : constraint(wrong[0], wrong[2]);
}

const isTime = (value: string) => !Number.isNaN(Date.parse(value));

/** API reference, ListModelInvocationJobs. */
const RULES: readonly (readonly [string, (value: string) => boolean, string])[] = [
  [
    "maxResults",
    (value) => Number(value) >= 1 && Number(value) <= 1000,
    "Member must have value between 1 and 1000",
  ],
  ["nextToken", (value) => /^\d+$/.test(value), "Member must be a token of this list"],
  ["nameContains", (value) => NAME.test(value), "Member must satisfy regular expression pattern"],
  ["statusEquals", (value) => ALL_STATES.includes(value), "Member must satisfy enum value set"],
  ["sortOrder", (value) => ORDERS.includes(value), "Member must satisfy enum value set"],
  ["sortBy", (value) => value === "CreationTime", "Member must satisfy enum value set"],
  ["submitTimeAfter", isTime, "Member must be a timestamp"],
  ["submitTimeBefore", isTime, "Member must be a timestamp"],
];

/** SDK 3.1164, ModelInvocationJobStatus. */
const STATES: Readonly<Record<Exclude<BatchStatus, "expired">, string>> = {
  validating: "Validating",
  in_progress: "InProgress",
  finalizing: "InProgress",
  cancelling: "Stopping",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Stopped",
};
const ALL_STATES = [
  ...new Set(Object.values(STATES)),
  ...["Submitted", "Scheduled", "PartiallyCompleted", "Expired"],
];

/** Out of time: with some records processed, or before it began. */
function statusOf(batch: BatchRecord): string {
  const { completed, failed } = batch.progress;
  if (batch.status !== "expired") return STATES[batch.status];
  return completed + failed > 0 ? "PartiallyCompleted" : "Expired";
}

/** The job as it goes over the wire, faults of showing it included; in lists it is the same. */
function wireJob(batch: BatchRecord): Record<string, unknown> {
  const details = detailsOf(batch);
  const strange = strangeStatus(batch);
  const ended = strange === null && isTerminal(batch.status);
  const { completed, failed } = batch.progress;
  const message = batch.errors?.[0]?.message;
  const counted = batch.status !== "validating" && batch.status !== "failed";
  return {
    jobArn: arnOf(batch),
    jobName: details.jobName,
    modelId: details.modelId,
    clientRequestToken: details.clientRequestToken,
    roleArn: details.roleArn,
    status: strange ?? statusOf(batch),
    ...(message === undefined ? {} : { message }),
    submitTime: time(batch.createdAtMs),
    lastModifiedTime: time(batch.movedAtMs),
    ...(ended ? { endTime: time(batch.movedAtMs) } : {}),
    inputDataConfig: { s3InputDataConfig: { s3InputFormat: "JSONL", s3Uri: details.inputUri } },
    outputDataConfig: { s3OutputDataConfig: { s3Uri: details.outputUri } },
    timeoutDurationInHours: details.timeoutHours,
    jobExpirationTime: time(batch.createdAtMs + details.timeoutHours * 3_600_000),
    modelInvocationType: "InvokeModel",
    ...(counted
      ? {
          totalRecordCount: batch.total,
          processedRecordCount: completed + failed,
          successRecordCount: completed,
          errorRecordCount: failed,
        }
      : {}),
  };
}

const time = (ms: number) => new Date(ms).toISOString();
