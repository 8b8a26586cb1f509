import { json, parseJson, type Reply, readBody } from "../http";
import { type BatchRecord, NO_PROGRESS, wireBatch } from "./batch-record";
import {
  invalidType,
  invalidValue,
  missingParameter,
  type Refusal,
  refusal,
  refuse,
  unknownParameter,
} from "./errors";
import { findFile } from "./files";
import { newBatchId, newFileId } from "./ids";
import { metadataFault } from "./metadata";
import type { Call } from "./route";
import { startBatch } from "./run-batch";
import { keepInput, type OpenAiState } from "./state";

const ENDPOINTS = [
  "/v1/responses",
  "/v1/chat/completions",
  "/v1/embeddings",
  "/v1/completions",
  "/v1/moderations",
  "/v1/images/generations",
  "/v1/images/edits",
  "/v1/videos",
] as const;
const SIMULATED = "/v1/chat/completions";
const FIELDS = [
  "input_file_id",
  "endpoint",
  "completion_window",
  "metadata",
  "output_expires_after",
];
const MAX_BODY_BYTES = 1024 * 1024;

type Fields = Record<string, unknown>;

/** POST /v1/batches: what can be told at once is a 400; what is in the file shows up in validation. */
export async function createBatch(state: OpenAiState, call: Call): Promise<Reply> {
  const body = parseJson(await readBody(call.req, MAX_BODY_BYTES));
  if (body === undefined) return refuse(NOT_JSON);
  const wrong = bodyFault(body) ?? rateFault(state, call.account);
  if (wrong !== null) return refuse(wrong);
  const fields = body as Fields;
  const fileId = String(fields.input_file_id);
  const fileWrong = fileFault(state, call.account, fileId);
  if (fileWrong !== null) return refuse(fileWrong);
  const record = newRecord(state, call.account, fields);
  keepInput(state, fileId, record.id);
  state.batches.put(record);
  startBatch(state, record.id);
  return json(200, wireBatch(record));
}

const NOT_JSON = refusal(
  400,
  "We could not parse the JSON body of your request. The API expects a JSON payload.",
);

function bodyFault(body: unknown): Refusal | null {
  if (!isFields(body)) return NOT_JSON;
  const strange = Object.keys(body).find((name) => !FIELDS.includes(name));
  if (strange !== undefined) return unknownParameter(strange);
  for (const name of ["input_file_id", "endpoint", "completion_window"]) {
    if (body[name] === undefined || body[name] === null) return missingParameter(name);
    if (typeof body[name] !== "string") return invalidType(name, "a string", body[name]);
  }
  if (!(ENDPOINTS as readonly unknown[]).includes(body.endpoint)) {
    return invalidValue("endpoint", body.endpoint, ENDPOINTS);
  }
  if (body.completion_window !== "24h") {
    return invalidValue("completion_window", body.completion_window, ["24h"]);
  }
  if (body.endpoint !== SIMULATED) {
    return refusal(400, `The sandbox simulates ${SIMULATED} only.`, "endpoint");
  }
  return metadataFault(body.metadata) ?? lifeFault(body.output_expires_after);
}

function lifeFault(life: unknown): Refusal | null {
  if (life === undefined || life === null) return null;
  const at = "output_expires_after";
  if (!isFields(life)) return invalidType(at, "an object", life);
  if (life.anchor !== "created_at") {
    return invalidValue(`${at}.anchor`, life.anchor, ["created_at"]);
  }
  const { seconds } = life;
  if (!Number.isInteger(seconds)) return invalidType(`${at}.seconds`, "an integer", seconds);
  if (Number(seconds) >= 3600 && Number(seconds) <= 2_592_000) return null;
  const message = `Invalid '${at}.seconds': expected a value from 3600 to 2592000.`;
  return refusal(400, message, `${at}.seconds`, "invalid_value");
}

function fileFault(state: OpenAiState, account: string, id: string): Refusal | null {
  const file = findFile(state, account, id);
  if (file === null) {
    const message = `Cannot find file ${id.slice(0, 100)}, or the organization does not have access to it.`;
    return refusal(400, message, "file_id", "invalid_request");
  }
  if (file.purpose === "batch") return null;
  const message = `Invalid file purpose: '${file.purpose}'. The input file of a batch needs the purpose 'batch'.`;
  return refusal(400, message, "input_file_id", "invalid_request");
}

function rateFault(state: OpenAiState, account: string): Refusal | null {
  const since = state.clock.now() - 3_600_000;
  let recent = 0;
  for (const batch of state.batches.all()) {
    if (batch.account === account && batch.createdAtMs > since) recent += 1;
  }
  if (recent < state.batchesPerHour) return null;
  const message = `Rate limit reached for batch creation: ${state.batchesPerHour} batches per hour.`;
  return refusal(429, message, null, "rate_limit_exceeded", "requests");
}

function newRecord(state: OpenAiState, account: string, body: Fields): BatchRecord {
  const now = state.clock.now();
  const metadata = (body.metadata ?? null) as Record<string, string> | null;
  const life = isFields(body.output_expires_after) ? body.output_expires_after.seconds : null;
  return {
    id: newBatchId(),
    order: state.nextOrder(),
    account,
    endpoint: String(body.endpoint),
    completionWindow: String(body.completion_window),
    inputFileId: String(body.input_file_id),
    metadata,
    outputExpiresAfterSeconds: typeof life === "number" ? life : null,
    status: "validating",
    createdAtMs: now,
    movedAtMs: now,
    startedAtMs: null,
    times: {},
    errors: null,
    model: null,
    plan: [],
    total: 0,
    enqueuedTokens: 0,
    progress: NO_PROGRESS,
    halted: null,
    outputFileId: newFileId(),
    errorFileId: newFileId(),
    published: false,
    fault: state.faults.forBatch(metadata),
    polls: 0,
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
