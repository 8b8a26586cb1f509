import { answerChat } from "../chat-completions/answer-chat";
import { refusal, refuse, statusRefusal } from "../chat-completions/errors";
import { answerLive, settleLive } from "../engine/answer-live";
import type { Engine } from "../engine/engine";
import { randomHex } from "../engine/ids";
import type { Authorized, Call, Provider, Route } from "../engine/provider";
import { json, parseJson, type Reply, readBody } from "../http";
import { TOGETHER_CHAT } from "./chat-dialect";
import { deleteFile, serveContent, serveFile, serveFiles, uploadFile } from "./files";
import { JOB_WIRE } from "./job-wire";
import { createBatch, serveBatch, serveBatches, serveCancel } from "./jobs";
import { TOGETHER_MODELS } from "./models";

const route = (
  method: Route["method"],
  path: string,
  kind: Route["kind"],
  handle: Route["handle"],
): Route => ({ method, path: new RegExp(`^/v1${path.replace("{id}", "([^/]+)")}$`), kind, handle });

/** Together: looks like OpenAI, but its jobs, lists, files and result lines are of another kind. */
export const together: Provider = {
  name: "together",
  mount: "/together",
  routes: [
    route("POST", "/files", "files.create", uploadFile),
    route("GET", "/files", "files.list", serveFiles),
    route("GET", "/files/{id}", "files.retrieve", serveFile),
    route("DELETE", "/files/{id}", "files.delete", deleteFile),
    route("GET", "/files/{id}/content", "files.content", serveContent),
    route("POST", "/batches", "batches.create", createBatch),
    route("GET", "/batches", "batches.list", serveBatches),
    route("GET", "/batches/{id}", "batches.retrieve", serveBatch),
    route("POST", "/batches/{id}/cancel", "batches.cancel", serveCancel),
    route("POST", "/chat/completions", "chat", completeChat),
    route("GET", "/models", "models", serveModels),
  ],
  batches: JOB_WIRE,
  batchesPerHour: null,
  /** The answer to a create has a warning beside the job. */
  quirks: ["warning"],
  headers: () => ({ "x-request-id": randomHex(32) }),
  authorize(req, accepts): Authorized {
    const key = /^Bearer\s+(\S+)\s*$/i.exec(req.headers.authorization ?? "")?.[1];
    if (key !== undefined && accepts(key)) return { ok: true, key };
    return { ok: false, reply: refuse(NO_KEY) };
  },
  refuse: (status, code, headers) => refuse(statusRefusal(status, code), headers),
  noRoute: (method, path, known) =>
    refuse(refusal(known ? 405 : 404, `No route for ${method} ${path.slice(0, 200)}.`)),
};

const NO_KEY = refusal(401, "Invalid API key provided.", null, "invalid_api_key");
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** POST /v1/chat/completions, without streaming. */
async function completeChat(engine: Engine, { req, account }: Call): Promise<Reply> {
  const bytes = await readBody(req, MAX_BODY_BYTES);
  if (bytes === null) return refuse(statusRefusal(413));
  const id = TOGETHER_CHAT.answerId(randomHex(32), engine.seed);
  const made = { id, nowMs: engine.clock.now() };
  const reply = answerChat(TOGETHER_CHAT, parseJson(bytes), made, (prompt) =>
    answerLive(engine, prompt),
  );
  await settleLive(engine, account, reply.status === 200);
  return json(reply.status, reply.body);
}

/** GET /v1/models, an array. */
function serveModels(): Reply {
  const names = TOGETHER_MODELS.names();
  return json(
    200,
    names.map((id) => ({ id, object: "model", created: 0, type: "chat", display_name: id })),
  );
}
