import { randomUUID } from "node:crypto";
import { type Fields, isFields } from "../anthropic/checks";
import { type BatchRecord, isTerminal } from "../engine/batch-record";
import type { Engine } from "../engine/engine";
import { keepFile, removeFile } from "../engine/files";
import { openBatch } from "../engine/open-batch";
import type { Call } from "../engine/provider";
import { withScratch } from "../engine/receive-upload";
import { json, parseJson, type Reply, readBody } from "../http";
import { fetchObject } from "./bucket";
import { constraint, type Fault, invalid, refuse } from "./errors";
import { detailsOf, type JobDetails } from "./job-wire";
import { arnOf } from "./jobs";
import { bedrockModel } from "./models";
import { sha256 } from "./sigv4";

const MAX_BODY_BYTES = 1024 * 1024;

/** POST /model-invocation-job. The same token makes the same job. */
export async function createJob(engine: Engine, { req, account }: Call): Promise<Reply> {
  const bytes = await readBody(req, MAX_BODY_BYTES);
  const hash = req.headers["x-amz-content-sha256"];
  if (bytes !== null && hash !== undefined && hash !== sha256(bytes)) {
    const message = "The body is not the one that was signed.";
    return refuse({ status: 403, type: "InvalidSignatureException", message });
  }
  const body = parseJson(bytes);
  if (!isFields(body))
    return refuse({ ...invalid("Malformed JSON"), type: "SerializationException" });
  const wrong = bodyFault(body);
  if (wrong !== null) return refuse(wrong);
  const store = engine.objectStore ?? null;
  if (store === null) return refuse(invalid("The sandbox has no object store."));
  const region = /\/\d{8}\/([^/]+)\//.exec(req.headers.authorization ?? "")?.[1] ?? "us-east-1";
  const details = { ...detailsIn(body), region, minRecords: engine.minRequests ?? null };
  return withScratch(engine, async (scratch) => {
    const found = await fetchObject(store, details.inputUri, scratch);
    if (found === null) {
      return refuse(invalid(`The S3 object ${details.inputUri} cannot be read by the role.`));
    }
    const kept = { account, purpose: "input", filename: details.inputUri, lifeSeconds: null };
    const file = await keepFile(engine, scratch, kept);
    try {
      return openOnce(engine, account, details, file.id);
    } finally {
      removeFile(engine, file.id);
    }
  });
}

/** Nothing is awaited in here, so two creates of one token cannot both make a job. */
function openOnce(engine: Engine, account: string, details: JobDetails, fileId: string): Reply {
  const own = [...engine.batches.all()].filter((batch) => batch.account === account);
  const twin = own.find((one) => detailsOf(one).clientRequestToken === details.clientRequestToken);
  if (twin !== undefined) {
    return JSON.stringify(twin.details) === JSON.stringify(details)
      ? json(200, { jobArn: arnOf(twin) })
      : refuse(conflict("The request token was used for another job."));
  }
  const taken = own.some((one) => isOpen(one) && detailsOf(one).jobName === details.jobName);
  if (taken) return refuse(conflict("A job of this name is in progress."));
  const record = openBatch(engine, {
    account,
    input: { fileIds: [fileId] },
    marks: { jobName: details.jobName },
    windowSeconds: details.timeoutHours * 3600,
    details: { ...details },
  });
  return json(200, { jobArn: arnOf(record) });
}

const isOpen = (batch: BatchRecord) => !isTerminal(batch.status);

function conflict(message: string): Fault {
  return { status: 400, type: "ConflictException", message };
}

/** API reference, CreateModelInvocationJob (SDK 3.1164, 2026-11-23); fields that it does not name are passed over. */
function bodyFault(body: Fields): Fault | null {
  for (const [field, pattern] of PATTERNS) {
    const value = at(body, field);
    if (value === undefined || value === null) {
      return constraint(field, "Member must not be null");
    }
    if (typeof value !== "string" || !pattern.test(value)) {
      return constraint(field, `Member must satisfy regular expression pattern: ${pattern.source}`);
    }
  }
  return optionFault(body) ?? modelFault(String(body.modelId));
}

const S3_URI = /^s3:\/\/[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9](\/.*)?$/;
const INPUT = "inputDataConfig.s3InputDataConfig";

const PATTERNS: readonly (readonly [string, RegExp])[] = [
  ["jobName", /^(?=.{1,63}$)[a-zA-Z0-9]{1,63}(-*[a-zA-Z0-9+\-.]){0,63}$/],
  ["roleArn", /^arn:aws(-[^:]+)?:iam::\d{12}:role\/.+$/],
  ["modelId", /^[a-zA-Z0-9][a-zA-Z0-9.:/_-]{0,2047}$/],
  [`${INPUT}.s3Uri`, S3_URI],
  ["outputDataConfig.s3OutputDataConfig.s3Uri", S3_URI],
];

function optionFault(body: Fields): Fault | null {
  const { clientRequestToken: token, timeoutDurationInHours: hours = 24 } = body;
  if (token !== undefined && !/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}$/.test(String(token))) {
    return constraint("clientRequestToken", "Member must satisfy regular expression pattern");
  }
  if (!Number.isInteger(hours) || Number(hours) < 24 || Number(hours) > 168) {
    return constraint("timeoutDurationInHours", "Member must have value between 24 and 168");
  }
  if ((at(body, `${INPUT}.s3InputFormat`) ?? "JSONL") !== "JSONL") {
    return constraint(`${INPUT}.s3InputFormat`, "Member must satisfy enum value set: [JSONL]");
  }
  if (!String(at(body, `${INPUT}.s3Uri`)).endsWith(".jsonl")) {
    return invalid("The sandbox reads one .jsonl file a job.");
  }
  return (body.modelInvocationType ?? "InvokeModel") === "InvokeModel"
    ? null
    : invalid("The sandbox simulates the invocation type InvokeModel only.");
}

function modelFault(id: string): Fault | null {
  return bedrockModel(id) === undefined
    ? invalid("The provided model identifier is invalid.")
    : null;
}

function detailsIn(body: Fields): Omit<JobDetails, "region" | "minRecords"> {
  return {
    jobName: String(body.jobName),
    clientRequestToken: String(body.clientRequestToken ?? randomUUID()),
    modelId: String(body.modelId),
    roleArn: String(body.roleArn),
    inputUri: String(at(body, `${INPUT}.s3Uri`)),
    outputUri: String(at(body, "outputDataConfig.s3OutputDataConfig.s3Uri")),
    timeoutHours: Number(body.timeoutDurationInHours ?? 24),
  };
}

function at(body: Fields, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, name) => (isFields(value) ? value[name] : undefined), body);
}
