import { randomUUID } from "node:crypto";
import { answerLive, settleLive } from "../engine/answer-live";
import type { Engine } from "../engine/engine";
import type { Authorized, Call, Provider, Route } from "../engine/provider";
import { json, parseJson, type Reply, readBody } from "../http";
import { createJob } from "./create-job";
import { deleteFile, serveContent, serveFile, serveFiles, uploadFile } from "./files";
import { JOB_WIRE } from "./job-wire";
import { deleteJob, serveCancel, serveJob, serveJobs } from "./jobs";
import { MISTRAL_MODELS } from "./models";
import { runRequest } from "./run-request";
import { detail, fault, refuse, statusFault } from "./words";

const route = (
  method: Route["method"],
  path: string,
  kind: Route["kind"],
  handle: Route["handle"],
): Route => ({ method, path: new RegExp(`^/v1${path.replace("{id}", "([^/]+)")}$`), kind, handle });

/** Mistral: batch jobs with files or with requests in the create, and chat completions. */
export const mistral: Provider = {
  name: "mistral",
  mount: "/mistral",
  routes: [
    route("POST", "/files", "files.create", uploadFile),
    route("GET", "/files", "files.list", serveFiles),
    route("GET", "/files/{id}", "files.retrieve", serveFile),
    route("DELETE", "/files/{id}", "files.delete", deleteFile),
    route("GET", "/files/{id}/content", "files.content", serveContent),
    route("POST", "/batch/jobs", "batches.create", createJob),
    route("GET", "/batch/jobs", "batches.list", serveJobs),
    route("GET", "/batch/jobs/{id}", "batches.retrieve", serveJob),
    route("POST", "/batch/jobs/{id}/cancel", "batches.cancel", serveCancel),
    route("DELETE", "/batch/jobs/{id}", "batches.delete", deleteJob),
    route("POST", "/chat/completions", "chat", completeChat),
    route("GET", "/models", "models", serveModels),
  ],
  batches: JOB_WIRE,
  batchesPerHour: null,
  quirks: [],
  headers: () => ({ "mistral-correlation-id": randomUUID() }),
  authorize(req, accepts): Authorized {
    const key = /^Bearer\s+(\S+)\s*$/i.exec(req.headers.authorization ?? "")?.[1];
    if (key !== undefined && accepts(key)) return { ok: true, key };
    return { ok: false, reply: refuse(fault(401, "unauthorized", "Unauthorized")) };
  },
  refuse: (status, code, headers) => refuse(statusFault(status, code), headers),
  noRoute: (_method, _path, known) =>
    refuse(known ? fault(405, "method_not_allowed", "Method Not Allowed") : NO_ROUTE),
};

const NO_ROUTE = fault(404, "not_found", "no Route matched with those values");
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** POST /v1/chat/completions, without streaming. */
async function completeChat(engine: Engine, { req, account }: Call): Promise<Reply> {
  const bytes = await readBody(req, MAX_BODY_BYTES);
  if (bytes === null) return refuse(statusFault(413));
  const body = parseJson(bytes);
  if (body === undefined) return refuse(detail("json_invalid", ["body"], "JSON decode error"));
  const made = { id: randomUUID().replaceAll("-", ""), nowMs: engine.clock.now() };
  const reply = runRequest(body, made, (prompt) => answerLive(engine, prompt));
  await settleLive(engine, account, reply.status === 200);
  return json(reply.status, reply.body);
}

/** GET /v1/models. */
function serveModels(): Reply {
  const data = MISTRAL_MODELS.names().map((id) => ({
    ...{ id, object: "model", created: 1_700_000_000, owned_by: "mistralai" },
    type: "base",
    capabilities: { completion_chat: true },
    max_context_length: MISTRAL_MODELS.find(id)?.contextTokens ?? 0,
  }));
  return json(200, { object: "list", data });
}
