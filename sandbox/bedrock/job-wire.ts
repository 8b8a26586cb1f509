import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import { isFields } from "../anthropic/checks";
import type { BatchError, BatchRecord } from "../engine/batch-record";
import type { BatchWire, CheckedLine, FileRules, Row } from "../engine/wire";
import { hexOf } from "../random";
import { invoke } from "./bodies";
import { putFile, putText } from "./bucket";
import { BEDROCK_MODELS, bedrockModel } from "./models";

/** Amazon Bedrock service quotas (read 2026-11-23): records of a job, bytes of a file. */
const MIN_RECORDS = 100;
const MAX_RECORDS = 100_000;
const MAX_FILE_BYTES = 1_000_000_000;

/** What the wire keeps with a job. */
export interface JobDetails {
  jobName: string;
  clientRequestToken: string;
  modelId: string;
  roleArn: string;
  inputUri: string;
  outputUri: string;
  timeoutHours: number;
  region: string;
  minRecords: number | null;
}

export function detailsOf({ details }: BatchRecord): JobDetails {
  return details as unknown as JobDetails;
}

/** Where a job's results are written: a folder named by its id, in it the input's name and `.out`. */
export function resultUri(batch: BatchRecord): string {
  const { inputUri } = detailsOf(batch);
  return `${folderOf(batch)}${inputUri.slice(inputUri.lastIndexOf("/") + 1)}.out`;
}

/** How the engine runs a job of Bedrock's. */
export const JOB_WIRE: BatchWire = {
  models: BEDROCK_MODELS,
  newBatchId: () => randomUUID().replaceAll("-", "").slice(0, 12),
  newFileId: () => randomUUID(),
  rules: jobRules,
  read(bytes, number) {
    const { recordId, modelInput } = JSON.parse(bytes.toString("utf8"));
    return { customId: recordId ?? `CALL${String(number).padStart(7, "0")}`, body: modelInput };
  },
  run(row, answer) {
    const model = bedrockModel(detailsOf(row.batch).modelId);
    if (model === undefined) throw new Error("a job of an unknown model");
    const made = invoke(model, row.body, { key: row.key, seed: row.seed }, answer);
    const line = made.ok
      ? { modelOutput: made.output }
      : { error: { errorCode: made.status, errorMessage: made.message } };
    return { usage: made.ok ? made.usage : null, line: resultLine(row, line) };
  },
  /** A record that did not run has no line. */
  neverRun: () => null,
  resultFile: (batch, which, _ending, nowMs) =>
    which === "error"
      ? null
      : {
          filename: resultUri(batch),
          ...{ purpose: "results", listed: false, createdAtMs: nowMs, lifeSeconds: null },
        },
  /** The manifest is written last. */
  async deliver(batch, { output }, store) {
    if (store === null) throw new Error("there is no object store");
    if (batch.progress.outputBytes > 0) await putFile(store, resultUri(batch), output);
    await putText(store, `${folderOf(batch)}manifest.json.out`, manifest(batch));
  },
};

function folderOf(batch: BatchRecord): string {
  return `${detailsOf(batch).outputUri.replace(/\/*$/, "/")}${batch.id}/`;
}

/** The record comes back with its answer. */
function resultLine(row: Row, result: Record<string, unknown>) {
  const line = { recordId: row.customId, modelInput: row.body, ...result };
  return { which: "output" as const, text: JSON.stringify(line) };
}

function manifest({ total, progress }: BatchRecord): string {
  const { completed, failed, usage } = progress;
  return JSON.stringify({
    totalRecordCount: total,
    processedRecordCount: completed + failed,
    successRecordCount: completed,
    errorRecordCount: failed,
    inputTokenCount: usage.input,
    outputTokenCount: usage.output,
  });
}

/** Each record by itself; what its body says is looked at when it runs. */
function jobRules(batch: BatchRecord): FileRules {
  const { modelId, minRecords } = detailsOf(batch);
  const least = minRecords ?? MIN_RECORDS;
  return {
    maxBytes: MAX_FILE_BYTES,
    maxRows: MAX_RECORDS,
    least: {
      rows: least,
      reject: (found) =>
        failure(`The job contains fewer records (${found}) than the required minimum of: ${least}`),
    },
    reject: (why) => failure(REJECTED[why]),
    check(bytes, number): CheckedLine {
      const wrong = lineFault(bytes);
      return wrong === null
        ? { ok: true, model: modelId, tokens: 0 }
        : { ok: false, error: failure(`${wrong} in line ${number} of the input file.`) };
    },
  };
}

/** Says what is wrong with a line of the input, or null. */
export function lineFault(bytes: Buffer): string | null {
  const line = isUtf8(bytes) ? parsed(bytes) : undefined;
  if (!isFields(line)) return "Invalid JSON object";
  const { recordId, modelInput } = line;
  if (recordId !== undefined && typeof recordId !== "string") return "recordId is no string";
  return isFields(modelInput) ? null : "modelInput is missing or no JSON object";
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

const REJECTED = {
  too_large: "The size of the input file exceeds the maximum allowed size of 1 GB.",
  too_many: `The job contains more records than the allowed maximum of: ${MAX_RECORDS}`,
  empty: "The input file contains no records.",
};

function failure(message: string): BatchError {
  return { code: hexOf(message, 1, 8), line: null, message, param: null };
}
