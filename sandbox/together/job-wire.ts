import { randomUUID } from "node:crypto";
import { answerChat } from "../chat-completions/answer-chat";
import { type BatchRecord, hasQuirk, strangeStatus } from "../engine/batch-record";
import type { BatchWire, CheckedLine, FileRules, RanRow } from "../engine/wire";
import { TOGETHER_CHAT } from "./chat-dialect";
import { TOGETHER_MODELS } from "./models";
import { type JobLine, validateLine } from "./validate-line";

/** Together batch guide and skill file of 2026-08-18 (read 2026-11-23); the life of results is second-hand. */
export const MAX_FILE_BYTES = 100_000_000;
export const MAX_REQUESTS = 50_000;
export const WINDOW_SECONDS = 72 * 3600;
const RESULT_LIFE_SECONDS = 7 * 24 * 3600;

/** How the engine runs a batch of Together's. */
export const JOB_WIRE: BatchWire = {
  models: TOGETHER_MODELS,
  newBatchId: () => randomUUID(),
  newFileId: () => `file-${randomUUID()}`,
  rules: jobRules,
  read(bytes) {
    const { custom_id, body } = JSON.parse(bytes.toString("utf8")) as JobLine;
    return { customId: custom_id, body };
  },
  run(row, answer): RanRow {
    const made = { id: TOGETHER_CHAT.answerId(row.key, row.seed), nowMs: row.nowMs };
    const { status, body, usage } = answerChat(TOGETHER_CHAT, row.body, made, answer);
    const custom_id = row.customId;
    if (status === 200) {
      const line = { custom_id, response: { status_code: status, body } };
      return { usage, line: { which: "output", text: JSON.stringify(line) } };
    }
    const { error } = body as { error: { message: string; type: string; code: string | null } };
    const line = { custom_id, error: { message: error.message, code: error.code ?? error.type } };
    return { usage, line: { which: "error", text: JSON.stringify(line) } };
  },
  /** A request that did not run has no line. */
  neverRun: () => null,
  resultFile: (batch, which, _ending, nowMs) => ({
    filename: `${batch.id}-${which}.jsonl`,
    purpose: "batch-api",
    listed: true,
    createdAtMs: nowMs,
    lifeSeconds: RESULT_LIFE_SECONDS,
  }),
};

/** Each line by itself, one model for all, no custom id twice. */
function jobRules(): FileRules {
  const ids = new Set<string>();
  let model: string | null = null;
  const check = (bytes: Buffer, number: number): CheckedLine => {
    const checked = validateLine(bytes);
    if (!checked.ok) return failed(checked.message, number);
    const { custom_id: id, body } = checked.line;
    const name = String(body.model);
    if (TOGETHER_MODELS.find(name)?.batch !== true) {
      return failed(`model ${name.slice(0, 100)} is not supported for batches`, number);
    }
    model ??= name;
    if (model !== name) return failed("all requests must name the same model", number);
    if (ids.has(id)) return failed("custom_id is used twice", number);
    ids.add(id);
    return { ok: true, model: name, tokens: 0 };
  };
  return {
    maxBytes: MAX_FILE_BYTES,
    maxRows: MAX_REQUESTS,
    reject: (why) => ({ code: "", line: null, message: REJECTED[why], param: null }),
    check,
  };
}

const REJECTED = {
  too_large: "the input file is larger than 100MB",
  too_many: `the input file has more than ${MAX_REQUESTS} requests`,
  empty: "the input file is empty",
};

function failed(message: string, line: number): CheckedLine {
  return { ok: false, error: { code: "", line, message, param: null } };
}

/** The job as it goes over the wire, faults of showing it included. There are no counts, and one text for all errors. */
export function wireJob(batch: BatchRecord): Record<string, unknown> {
  const { endpoint, fileBytes } = batch.details;
  const strange = strangeStatus(batch);
  const shown = strange === null ? batch : { ...batch, published: null };
  const [error] = batch.errors ?? [];
  const ended = strange === null && ENDED.has(batch.status);
  return {
    id: batch.id,
    user_id: batch.account.padEnd(24, "0"),
    input_file_id: batch.inputFileIds[0],
    file_size_bytes: fileBytes,
    status: strange ?? statusOf(batch),
    job_deadline: new Date(batch.createdAtMs + WINDOW_SECONDS * 1000).toISOString(),
    created_at: new Date(batch.createdAtMs).toISOString(),
    endpoint,
    progress: batch.total === 0 ? 0 : (batch.progress.done / batch.total) * 100,
    model_id: batch.model ?? "",
    ...(shown.published?.output ? { output_file_id: batch.outputFileId } : {}),
    ...errorFileField(shown),
    ...(error === undefined ? {} : { error: inOneText(error) }),
    ...(ended ? { completed_at: new Date(batch.movedAtMs).toISOString() } : {}),
  };
}

/** What a create answers: the only place where the job is wrapped. */
export function wireCreated(batch: BatchRecord): Record<string, unknown> {
  const warned = hasQuirk(batch, "warning");
  return { job: wireJob(batch), ...(warned ? { warning: "The queue is long today." } : {}) };
}

const ENDED: ReadonlySet<string> = new Set(["completed", "failed", "expired", "cancelled"]);

/** SDK 0.52.0, BatchJob: there is no state for finalizing or cancelling. */
function statusOf({ status }: BatchRecord): string {
  if (status === "validating") return "VALIDATING";
  return ENDED.has(status) ? status.toUpperCase() : "IN_PROGRESS";
}

function inOneText({ line, message }: { line: number | null; message: string }): string {
  return line === null ? message : `line ${line}: ${message}`;
}

function errorFileField({ published, errorFileId, fault }: BatchRecord): Record<string, unknown> {
  if (published?.error) return { error_file_id: errorFileId };
  switch (published === null ? undefined : fault?.noErrorFile) {
    case "empty":
      return { error_file_id: "" };
    case "null":
      return { error_file_id: null };
    default:
      return {};
  }
}
