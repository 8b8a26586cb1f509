import { randomUUID } from "node:crypto";
import type { BatchError, BatchRecord } from "../engine/batch-record";
import type { BatchWire, CheckedLine, FileRules, Row } from "../engine/wire";
import { hexOf } from "../random";
import { MISTRAL_MODELS } from "./models";
import { runRequest, withModel } from "./run-request";
import { type JobLine, validateLine } from "./validate-line";
import { fault, wireFault } from "./words";

/** Mistral, known limitations (read 2026-11-23): 512 MB a file, results for 24 h, uploads for 30 days. */
export const MAX_FILE_BYTES = 512_000_000;
export const RESULT_LIFE_SECONDS = 24 * 3600;
export const UPLOAD_LIFE_SECONDS = 30 * 24 * 3600;
/** The same page: requests of one job. */
export const MAX_REQUESTS = 100_000;

/** What the wire keeps with a job. */
export interface JobDetails {
  endpoint: string;
  model: string;
}

export function detailsOf({ details }: BatchRecord): JobDetails {
  return details as unknown as JobDetails;
}

/** How the engine runs a job of Mistral's. */
export const JOB_WIRE: BatchWire = {
  models: MISTRAL_MODELS,
  newBatchId: () => randomUUID(),
  newFileId: () => randomUUID(),
  rules: jobRules,
  read(bytes, number) {
    const { custom_id: id, body } = JSON.parse(bytes.toString("utf8")) as Partial<JobLine>;
    return { customId: id ?? String(number - 1), body };
  },
  run(row, answer) {
    const { model } = detailsOf(row.batch);
    const body = withModel(row.body as JobLine["body"], model);
    const made = { id: hexOf(row.key, row.seed, 32), nowMs: row.nowMs };
    if (body.model !== model) {
      const wrong = wireFault(
        fault(400, "invalid_model", "The model of a request must be that of its job."),
      );
      return { usage: null, line: resultLine(row, wrong.status, wrong.body) };
    }
    const reply = runRequest(body, made, answer);
    return { usage: reply.usage, line: resultLine(row, reply.status, reply.body) };
  },
  /** A request that did not run has no line. */
  neverRun: () => null,
  resultFile: (batch, which, _ending, nowMs) => ({
    filename: `${batch.id}_${which}.jsonl`,
    purpose: which === "output" ? "batch_result" : "batch_error",
    listed: true,
    createdAtMs: nowMs,
    lifeSeconds: RESULT_LIFE_SECONDS,
  }),
};

function resultLine(row: Row, status: number, body: unknown) {
  const line = {
    id: `batch-${hexOf(row.batch.id, row.seed, 8)}-${row.number}-${hexOf(row.key, row.seed, 8)}`,
    custom_id: row.customId,
    response: { status_code: status, body },
    error: null,
  };
  const which = status === 200 ? ("output" as const) : ("error" as const);
  return { which, text: JSON.stringify(line) };
}

/** Each line by itself. Custom ids may repeat: nothing in the reference forbids it. */
function jobRules(batch: BatchRecord): FileRules {
  const { model } = detailsOf(batch);
  return {
    maxBytes: MAX_FILE_BYTES * batch.inputFileIds.length,
    maxRows: MAX_REQUESTS,
    reject: (why) => failure(REJECTED[why], null),
    check(bytes, number): CheckedLine {
      const checked = validateLine(bytes);
      if (!checked.ok) return { ok: false, error: failure(checked.message, number) };
      return { ok: true, model, tokens: 0 };
    },
  };
}

const REJECTED = {
  too_large: "The input files are too large.",
  too_many: `A job can have at most ${MAX_REQUESTS} requests.`,
  empty: "The input files hold no requests.",
};

function failure(message: string, line: number | null): BatchError {
  return { code: "", line, message, param: null };
}
