import type { IncomingMessage } from "node:http";
import type { Engine } from "../engine/engine";
import { randomLetters } from "../engine/ids";
import type { Authorized, Call, Provider, Route } from "../engine/provider";
import type { BatchWire, Row } from "../engine/wire";
import type { Reply } from "../http";
import { answerMessage, statusFault } from "./answer-message";
import { serveBatch, serveCancel, serveDelete, serveList, serveResults } from "./batches";
import { createBatch } from "./create-batch";
import { errorBody, invalid, refuse, requestId } from "./errors";
import { completeMessage, countTokens, serveModel, serveModels } from "./live";
import { ANTHROPIC_MODELS } from "./models";
import { API_VERSIONS, type ApiVersion } from "./validate-params";
import { QUIRKS, RESULT_LIFE_SECONDS } from "./wire-batch";

type Handler = (engine: Engine, call: Call, version: ApiVersion) => Reply | Promise<Reply>;

/** Every call names the version of the API. */
function route(
  method: Route["method"],
  path: string,
  kind: Route["kind"],
  handler: Handler,
): Route {
  return {
    method,
    kind,
    path: new RegExp(`^/v1${path.replace("{id}", "([^/]+)")}$`),
    handle(engine, call) {
      const named = call.req.headers["anthropic-version"];
      if (named === undefined) return refuse(invalid("anthropic-version: header is required"));
      const version = API_VERSIONS.find((one) => one === named);
      return version === undefined
        ? refuse(
            invalid(`anthropic-version: "${String(named).slice(0, 40)}" is not a valid version`),
          )
        : handler(engine, call, version);
    },
  };
}

const BATCH_WIRE: BatchWire = {
  models: ANTHROPIC_MODELS,
  newBatchId: () => `msgbatch_01${randomLetters(22)}`,
  newFileId: () => `results_${randomLetters(22)}`,
  read(bytes) {
    const { custom_id: customId, params } = JSON.parse(bytes.toString("utf8"));
    return { customId: String(customId), body: params };
  },
  run(row, answer) {
    const asked = { version: versionOf(row), tier: "batch" as const, key: row.key, seed: row.seed };
    const reply = answerMessage(row.body, asked, answer);
    const result = reply.ok
      ? { type: "succeeded", message: reply.message }
      : { type: "errored", error: errorBody(reply.fault, requestId()) };
    return { usage: reply.ok ? reply.usage : null, line: resultLine(row, result) };
  },
  neverRun: (row, why) => resultLine(row, { type: why === "cancelled" ? "canceled" : "expired" }),
  resultFile: (batch, which) => ({
    filename: `${batch.id}_${which}.jsonl`,
    purpose: "results",
    listed: false,
    createdAtMs: batch.createdAtMs,
    lifeSeconds: RESULT_LIFE_SECONDS,
  }),
};

function resultLine(row: Row, result: Record<string, unknown>) {
  return { which: "output" as const, text: JSON.stringify({ custom_id: row.customId, result }) };
}

function versionOf({ batch }: Row): ApiVersion {
  return API_VERSIONS.find((one) => one === batch.details.version) ?? "2026-10-21";
}

/** Anthropic's Message Batches and Messages, as of SDK 1.12 (2026-11-20). */
export const anthropic: Provider = {
  name: "anthropic",
  mount: "/anthropic",
  routes: [
    route("POST", "/messages/batches", "batches.create", createBatch),
    route("GET", "/messages/batches", "batches.list", serveList),
    route("GET", "/messages/batches/{id}", "batches.retrieve", serveBatch),
    route("DELETE", "/messages/batches/{id}", "batches.delete", serveDelete),
    route("POST", "/messages/batches/{id}/cancel", "batches.cancel", serveCancel),
    route("GET", "/messages/batches/{id}/results", "files.content", serveResults),
    route("POST", "/messages", "chat", completeMessage),
    route("POST", "/messages/count_tokens", "count_tokens", countTokens),
    route("GET", "/models", "models", serveModels),
    route("GET", "/models/{id}", "models", serveModel),
  ],
  batches: BATCH_WIRE,
  batchesPerHour: null,
  quirks: QUIRKS,
  headers: () => ({ "request-id": requestId() }),
  authorize,
  refuse: (status, code, headers) => refuse(statusFault(status, code), headers),
  noRoute: (method, path, known) =>
    known
      ? refuse({ status: 405, message: "Method Not Allowed" })
      : refuse({ status: 404, message: `Not found: ${method} ${path.slice(0, 200)}` }),
};

/** The key comes in either header; where both are there, `x-api-key` counts. */
function authorize(req: IncomingMessage, accepts: (key: string) => boolean): Authorized {
  const own = req.headers["x-api-key"];
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(req.headers.authorization ?? "")?.[1];
  const key = typeof own === "string" ? own : bearer;
  if (key === undefined) return unauthorized("x-api-key header is required");
  if (accepts(key)) return { ok: true, key };
  return unauthorized(typeof own === "string" ? "invalid x-api-key" : "Invalid bearer token");
}

function unauthorized(message: string): Authorized {
  return { ok: false, reply: refuse({ status: 401, message }) };
}
