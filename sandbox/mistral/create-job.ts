import type { Engine } from "../engine/engine";
import { findFile } from "../engine/files";
import { openBatch } from "../engine/open-batch";
import type { Call } from "../engine/provider";
import { json, parseJson, type Reply, readBody } from "../http";
import { linesOf } from "./files";
import { MAX_REQUESTS } from "./job-wire";
import { MISTRAL_MODELS } from "./models";
import { validateRequest } from "./validate-line";
import { wireJob } from "./wire-job";
import { detail, extra, type Fault, fault, missing, refuse } from "./words";

const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** SDK 2.7.0, CreateBatchJobRequest: requests in the create itself. */
const MAX_INLINE = 10_000;

type Fields = Record<string, unknown>;

const NAMES = [
  ...["input_files", "requests", "endpoint", "model", "agent_id", "metadata", "timeout_hours"],
];

/** SDK 2.7.0, ApiEndpoint. */
const ENDPOINTS = [
  ...["/v1/chat/completions", "/v1/embeddings", "/v1/fim/completions", "/v1/moderations"],
  ...["/v1/chat/moderations", "/v1/ocr", "/v1/classifications", "/v1/chat/classifications"],
  ...["/v1/conversations", "/v1/audio/transcriptions"],
];
const SIMULATED = "/v1/chat/completions";

/** POST /v1/batch/jobs. */
export async function createJob(engine: Engine, { req, account }: Call): Promise<Reply> {
  const body = parseJson(await readBody(req, MAX_BODY_BYTES));
  if (!isFields(body)) return refuse(detail("json_invalid", ["body"], "JSON decode error"));
  const wrong =
    fieldsFault(body) ??
    endpointFault(body) ??
    inputFault(body) ??
    metadataFault(body.metadata) ??
    timeoutFault(body.timeout_hours) ??
    modelFault(body) ??
    (await filesFault(engine, account, filesOf(body)));
  if (wrong !== null) return refuse(wrong);
  const hours = typeof body.timeout_hours === "number" ? body.timeout_hours : 24;
  const model = String(body.model);
  const requests = Array.isArray(body.requests) ? body.requests : null;
  const record = openBatch(engine, {
    account,
    input:
      requests === null
        ? { fileIds: filesOf(body) }
        : { lines: requests.map((one) => JSON.stringify(one)), model, enqueuedTokens: 0 },
    marks: (body.metadata ?? null) as Record<string, string> | null,
    windowSeconds: hours * 3600,
    details: { endpoint: SIMULATED, model },
  });
  return json(200, wireJob(record));
}

function fieldsFault(body: Fields): Fault | null {
  const strange = Object.keys(body).find((name) => !NAMES.includes(name));
  return strange === undefined ? null : extra("body", strange.slice(0, 100));
}

function endpointFault({ endpoint }: Fields): Fault | null {
  if (endpoint === undefined) return missing("body", "endpoint");
  if (!ENDPOINTS.includes(String(endpoint))) {
    const known = ENDPOINTS.map((one) => `'${one}'`).join(", ");
    return detail("enum", ["body", "endpoint"], `Input should be ${known}`);
  }
  if (endpoint === SIMULATED) return null;
  return fault(400, "invalid_request_error", `The sandbox simulates ${SIMULATED} only.`);
}

/** Files or requests, one of the two. */
function inputFault(body: Fields): Fault | null {
  const { requests } = body;
  const files = filesOf(body);
  const isList = (body.input_files ?? null) === null || Array.isArray(body.input_files);
  if (!isList || files.some((id) => typeof id !== "string")) {
    return detail("list_type", ["body", "input_files"], "Input should be a valid list");
  }
  const inline = (requests ?? null) !== null;
  if (inline === files.length > 0) {
    return detail("value_error", ["body"], "Exactly one of input_files and requests is needed");
  }
  return inline ? requestsFault(requests) : null;
}

function requestsFault(requests: unknown): Fault | null {
  const loc = ["body", "requests"];
  if (!Array.isArray(requests) || requests.length === 0) {
    return detail("too_short", loc, "List should have at least 1 item");
  }
  if (requests.length > MAX_INLINE) {
    return detail("too_long", loc, `List should have at most ${MAX_INLINE} items`);
  }
  for (const [i, request] of requests.entries()) {
    const checked = validateRequest(request);
    if (!checked.ok) return detail("value_error", [...loc, i], checked.message);
  }
  return null;
}

/** Keys of 1 to 32 and values of 1 to 512 characters (API reference). */
function metadataFault(metadata: unknown): Fault | null {
  if (metadata === undefined || metadata === null) return null;
  if (!isFields(metadata)) {
    return detail("dict_type", ["body", "metadata"], "Input should be a valid dictionary");
  }
  for (const [key, value] of Object.entries(metadata)) {
    const loc = ["body", "metadata", key.slice(0, 100)];
    if (key.length < 1 || key.length > 32) {
      return detail("string_too_long", [...loc, "[key]"], "String should have 1 to 32 characters");
    }
    if (typeof value !== "string") {
      return detail("string_type", loc, "Input should be a valid string");
    }
    if (value.length < 1 || value.length > 512) {
      return detail("string_too_long", loc, "String should have 1 to 512 characters");
    }
  }
  return null;
}

/** Whole hours, less than 7 days (API reference). */
function timeoutFault(hours: unknown): Fault | null {
  if (hours === undefined) return null;
  const loc = ["body", "timeout_hours"];
  if (!Number.isInteger(hours)) return detail("int_type", loc, "Input should be a valid integer");
  const within = Number(hours) >= 1 && Number(hours) < 168;
  return within ? null : detail("less_than", loc, "Input should be less than 168");
}

function modelFault({ model, agent_id: agent }: Fields): Fault | null {
  if ((agent ?? null) !== null) {
    return fault(400, "invalid_request_error", "The sandbox has no agents.");
  }
  if (typeof model !== "string" || model === "") return missing("body", "model");
  if (MISTRAL_MODELS.find(model)?.batch === true) return null;
  return fault(400, "invalid_model", `Invalid model: ${model.slice(0, 100)}`);
}

async function filesFault(
  engine: Engine,
  account: string,
  ids: readonly string[],
): Promise<Fault | null> {
  let lines = 0;
  for (const id of ids) {
    const file = findFile(engine, account, id);
    if (file === null) return fault(404, "not_found", "No file matches the given query.");
    if (file.purpose !== "batch") {
      return fault(400, "invalid_request_error", "An input file must have the purpose batch.");
    }
    lines += linesOf(file);
  }
  if (lines <= MAX_REQUESTS) return null;
  const message = `A job can have at most ${MAX_REQUESTS} requests, but the files have ${lines}.`;
  return fault(400, "invalid_request_error", message);
}

function filesOf({ input_files: files }: Fields): string[] {
  return Array.isArray(files) ? files : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
