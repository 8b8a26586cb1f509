import {
  invalidType,
  invalidValue,
  missingParameter,
  type Refusal,
  refusal,
  refuse,
  unknownParameter,
} from "../chat-completions/errors";
import { isTerminal } from "../engine/batch-record";
import { cancelBatch, countPoll, findBatch, listBatches } from "../engine/batches";
import type { Engine } from "../engine/engine";
import { findFile } from "../engine/files";
import { openBatch } from "../engine/open-batch";
import type { Call } from "../engine/provider";
import { json, parseJson, type Reply, readBody } from "../http";
import { linesOf } from "./files";
import { MAX_REQUESTS, WINDOW_SECONDS, wireCreated, wireJob } from "./job-wire";

const MAX_BODY_BYTES = 1024 * 1024;

/** SDK 0.52.0, BatchCreateParams. There is no metadata. */
const FIELDS = ["input_file_id", "endpoint", "completion_window", "model_id", "priority"];
const ENDPOINTS = ["/v1/chat/completions", "/v1/audio/transcriptions", "/v1/audio/translations"];
const SIMULATED = "/v1/chat/completions";
const WINDOWS = ["24h"];

type Fields = Record<string, unknown>;

/** POST /v1/batches. */
export async function createBatch(engine: Engine, { req, account }: Call): Promise<Reply> {
  const body = parseJson(await readBody(req, MAX_BODY_BYTES));
  if (!isFields(body)) return refuse(refusal(400, "The body is no JSON object."));
  const wrong = bodyFault(body) ?? fileFault(engine, account, String(body.input_file_id));
  if (wrong !== null) return refuse(wrong);
  const fileId = String(body.input_file_id);
  const record = openBatch(engine, {
    account,
    input: { fileIds: [fileId] },
    marks: null,
    windowSeconds: WINDOW_SECONDS,
    details: { endpoint: SIMULATED, fileBytes: findFile(engine, account, fileId)?.bytes ?? 0 },
  });
  return json(200, wireCreated(record));
}

/** GET /v1/batches: an array of all the account has, the oldest first. */
export function serveBatches(engine: Engine, { account }: Call): Reply {
  return json(200, listBatches(engine, account).reverse().map(wireJob));
}

/** GET /v1/batches/{id}. */
export function serveBatch(engine: Engine, { account, id }: Call): Reply {
  const batch = findBatch(engine, account, id);
  if (batch === null) return refuse(NO_BATCH);
  const shown = wireJob(batch);
  countPoll(engine, batch);
  return json(200, shown);
}

/** POST /v1/batches/{id}/cancel. The reference does not say how a batch that has ended is answered. */
export function serveCancel(engine: Engine, { account, id }: Call): Reply {
  const batch = findBatch(engine, account, id);
  if (batch === null) return refuse(NO_BATCH);
  if (isTerminal(batch.status)) {
    return refuse(refusal(400, `A batch that is ${batch.status} cannot be cancelled.`));
  }
  return json(200, wireJob(cancelBatch(engine, batch)));
}

const NO_BATCH = refusal(404, "Batch job not found.", null, "not_found");

function bodyFault(body: Fields): Refusal | null {
  const strange = Object.keys(body).find((name) => !FIELDS.includes(name));
  if (strange !== undefined) return unknownParameter(strange.slice(0, 100));
  const absent = ["input_file_id", "endpoint"].find((name) => body[name] === undefined);
  if (absent !== undefined) return missingParameter(absent);
  const { priority = 0, ...texts } = body;
  const [name, value] = Object.entries(texts).find(([, one]) => typeof one !== "string") ?? [];
  if (name !== undefined) return invalidType(name, "a string", value);
  if (!Number.isInteger(priority)) return invalidType("priority", "an integer", priority);
  const { endpoint, completion_window: window = "24h" } = body;
  if (!ENDPOINTS.includes(String(endpoint))) return invalidValue("endpoint", endpoint, ENDPOINTS);
  if (!WINDOWS.includes(String(window))) {
    return invalidValue("completion_window", window, WINDOWS);
  }
  return endpoint === SIMULATED
    ? null
    : refusal(400, `The sandbox simulates ${SIMULATED} only.`, "endpoint");
}

function fileFault(engine: Engine, account: string, id: string): Refusal | null {
  const file = findFile(engine, account, id);
  if (file === null) return refusal(404, "Input file not found.", "input_file_id", "not_found");
  if (file.purpose !== "batch-api") {
    return refusal(400, "The input file must have the purpose batch-api.", "purpose");
  }
  const lines = linesOf(file);
  if (lines <= MAX_REQUESTS) return null;
  return refusal(400, `The input file has ${lines} requests; at most ${MAX_REQUESTS} are allowed.`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
