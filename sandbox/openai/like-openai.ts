import type { IncomingMessage } from "node:http";
import { type Refusal, refusal, refuse, statusRefusal } from "../chat-completions/errors";
import type { Engine } from "../engine/engine";
import type { Authorized, Call, Provider, Route } from "../engine/provider";
import type { Reply } from "../http";
import { answerRequest } from "./answer-request";
import { batchWire } from "./batch-wire";
import { serveBatch, serveBatchList, serveCancel } from "./batches";
import { createBatch } from "./create-batch";
import type { OpenAiDialect } from "./dialect";
import { deleteFile, serveContent, serveFile, serveFileList } from "./files";
import { serveModel, serveModels } from "./list-models";
import { uploadFile } from "./upload-file";

/** A provider that speaks OpenAI's wire, with what its dialect does differently. */
export function likeOpenAi(dialect: OpenAiDialect): Provider {
  const { name, mount, batchesPerHour, quirks } = dialect;
  return {
    name,
    mount,
    routes: routesOf(dialect),
    batches: batchWire(dialect),
    batchesPerHour,
    quirks,
    headers: dialect.headers,
    authorize: (req, accepts) => authorize(dialect, req, accepts),
    refuse: (status, code, headers) => refuse(statusRefusal(status, code), headers),
    noRoute: (method, path, known) => refuse(noRoute(method, path, known)),
  };
}

type Handler = (dialect: OpenAiDialect, engine: Engine, call: Call) => Reply | Promise<Reply>;

function routesOf(dialect: OpenAiDialect): Route[] {
  const route = (
    method: Route["method"],
    path: string,
    kind: Route["kind"],
    handler: Handler,
  ): Route => ({
    method,
    path: new RegExp(`^${dialect.base}${path.replace("{id}", "([^/]+)")}$`),
    kind,
    handle: (engine, call) => handler(dialect, engine, call),
  });
  return [
    route("POST", "/files", "files.create", uploadFile),
    route("GET", "/files", "files.list", serveFileList),
    route("GET", "/files/{id}", "files.retrieve", serveFile),
    route("DELETE", "/files/{id}", "files.delete", deleteFile),
    route("GET", "/files/{id}/content", "files.content", serveContent),
    route("POST", "/batches", "batches.create", createBatch),
    route("GET", "/batches", "batches.list", serveBatchList),
    route("GET", "/batches/{id}", "batches.retrieve", serveBatch),
    route("POST", "/batches/{id}/cancel", "batches.cancel", serveCancel),
    ...Object.entries(dialect.answers).map(([path, endpoint]) =>
      route("POST", path, "chat", (_, engine, call) => answerRequest(endpoint, engine, call)),
    ),
    route("GET", "/models", "models", serveModels),
    route("GET", "/models/{id}", "models", serveModel),
  ];
}

function authorize(
  dialect: OpenAiDialect,
  req: IncomingMessage,
  accepts: (key: string) => boolean,
): Authorized {
  const key = dialect.keyOf(req);
  if (key === null) return { ok: false, reply: refuse(dialect.noKey) };
  if (accepts(key)) return { ok: true, key };
  return { ok: false, reply: refuse(dialect.wrongKey(masked(key))) };
}

function masked(key: string): string {
  return key.length < 16 ? "****" : `${key.slice(0, 3)}****${key.slice(-4)}`;
}

function noRoute(method: string, path: string, known: boolean): Refusal {
  if (known) {
    const message = `Not allowed to ${method} on ${path.slice(0, 200)}.`;
    return refusal(405, message, null, "method_not_supported");
  }
  return refusal(404, `Invalid URL (${method} ${path.slice(0, 200)})`);
}
