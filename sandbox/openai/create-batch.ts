import {
  invalidType,
  invalidValue,
  missingParameter,
  notSimulated,
  type Refusal,
  refusal,
  refuse,
  unknownParameter,
} from "../chat-completions/errors";
import type { Engine } from "../engine/engine";
import { findFile } from "../engine/files";
import { openBatch, usedUpCreates } from "../engine/open-batch";
import type { Call } from "../engine/provider";
import { json, parseJson, type Reply, readBody } from "../http";
import { endpointNamed, type OpenAiDialect } from "./dialect";
import { metadataFault } from "./metadata";
import { wireBatch } from "./wire-batch";

const MAX_BODY_BYTES = 1024 * 1024;

type Fields = Record<string, unknown>;

/** POST /batches: what can be told at once is a 400; what is in the file shows up in validation. */
export async function createBatch(
  dialect: OpenAiDialect,
  engine: Engine,
  { req, account }: Call,
): Promise<Reply> {
  const body = parseJson(await readBody(req, MAX_BODY_BYTES));
  if (!isFields(body)) return refuse(NOT_JSON);
  const fileId = String(body.input_file_id);
  const wrong =
    bodyFault(dialect, body) ?? rateFault(engine, account) ?? fileFault(engine, account, fileId);
  if (wrong !== null) return refuse(wrong);
  const window = String(body.completion_window);
  const life = isFields(body.output_expires_after) ? body.output_expires_after.seconds : null;
  const record = openBatch(engine, {
    account,
    input: { fileIds: [fileId] },
    marks: (body.metadata ?? null) as Record<string, string> | null,
    windowSeconds: dialect.lapses ? dialect.windowSeconds(window) : null,
    details: {
      endpoint: String(body.endpoint),
      completionWindow: window,
      resultLifeSeconds: typeof life === "number" ? life : null,
    },
  });
  return json(dialect.createStatus, wireBatch(record, dialect));
}

const NOT_JSON = refusal(
  400,
  "We could not parse the JSON body of your request. The API expects a JSON payload.",
);

function bodyFault(dialect: OpenAiDialect, body: Fields): Refusal | null {
  const { endpoints, windows } = dialect;
  const strange = Object.keys(body).find((name) => !dialect.createFields.includes(name));
  if (strange !== undefined) return unknownParameter(strange);
  for (const name of ["input_file_id", "endpoint", "completion_window"]) {
    if (body[name] === undefined || body[name] === null) return missingParameter(name);
    if (typeof body[name] !== "string") return invalidType(name, "a string", body[name]);
  }
  const { endpoint, completion_window: window } = body;
  if (!endpoints.includes(String(endpoint))) return invalidValue("endpoint", endpoint, endpoints);
  if (dialect.windowSeconds(String(window)) === null) {
    return invalidValue("completion_window", window, windows);
  }
  if (endpointNamed(dialect, String(endpoint)) === null) return notSimulated("endpoint");
  return metadataFault(body.metadata) ?? lifeFault(dialect, body.output_expires_after);
}

function lifeFault({ fileLife }: OpenAiDialect, life: unknown): Refusal | null {
  if (life === undefined || life === null) return null;
  const at = "output_expires_after";
  if (!isFields(life)) return invalidType(at, "an object", life);
  if (life.anchor !== "created_at") {
    return invalidValue(`${at}.anchor`, life.anchor, ["created_at"]);
  }
  const { seconds } = life;
  if (!Number.isInteger(seconds)) return invalidType(`${at}.seconds`, "an integer", seconds);
  const { least, most } = fileLife;
  if (Number(seconds) >= least && Number(seconds) <= most) return null;
  const message = `Invalid '${at}.seconds': expected a value from ${least} to ${most}.`;
  return refusal(400, message, `${at}.seconds`, "invalid_value");
}

function fileFault(engine: Engine, account: string, id: string): Refusal | null {
  const file = findFile(engine, account, id);
  if (file === null) {
    const message = `Cannot find file ${id.slice(0, 100)}, or the organization does not have access to it.`;
    return refusal(400, message, "file_id", "invalid_request");
  }
  if (file.purpose === "batch") return null;
  const message = `Invalid file purpose: '${file.purpose}'. The input file of a batch needs the purpose 'batch'.`;
  return refusal(400, message, "input_file_id", "invalid_request");
}

function rateFault(engine: Engine, account: string): Refusal | null {
  const limit = usedUpCreates(engine, account);
  if (limit === null) return null;
  const message = `Rate limit reached for batch creation: ${limit} batches per hour.`;
  return refusal(429, message, null, "rate_limit_exceeded", "requests");
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
