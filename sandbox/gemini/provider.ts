import type { IncomingMessage } from "node:http";
import type { Engine } from "../engine/engine";
import type { Authorized, Call, Provider, Route } from "../engine/provider";
import type { Reply } from "../http";
import { messageOf } from "./answer-request";
import { geminiBatches, QUIRKS } from "./batch-wire";
import { deleteBatch, serveBatch, serveBatchList, serveCancel } from "./batches";
import { createBatch } from "./create-batch";
import { errorInfo, fault, nameOf, refuse } from "./errors";
import { deleteFile, serveContent, serveFile, serveFileList } from "./files";
import { countTokens, generateContent, serveModel, serveModels } from "./generate";
import { uploadFile } from "./upload-file";

/** Google's Gemini API: batches over request files or requests in the create, the Files API, generateContent. Paths, states and fields: @google/genai 2.32. */
export const gemini: Provider = {
  name: "gemini",
  mount: "/gemini",
  routes: [
    route("POST", "/upload/v1beta/files", "files.create", uploadFile),
    route("GET", "/v1beta/files", "files.list", serveFileList),
    route("GET", "/v1beta/files/{id}", "files.retrieve", serveFile),
    route("DELETE", "/v1beta/files/{id}", "files.delete", deleteFile),
    route("GET", "/download/v1beta/files/{id}:download", "files.content", serveContent),
    route("GET", "/v1beta/files/{id}:download", "files.content", serveContent),
    route("POST", "/v1beta/models/{id}:batchGenerateContent", "batches.create", createBatch),
    route("GET", "/v1beta/batches", "batches.list", serveBatchList),
    route("GET", "/v1beta/batches/{id}", "batches.retrieve", serveBatch),
    route("POST", "/v1beta/batches/{id}:cancel", "batches.cancel", serveCancel),
    route("DELETE", "/v1beta/batches/{id}", "batches.delete", deleteBatch),
    route("POST", "/v1beta/models/{id}:generateContent", "chat", generateContent),
    route("POST", "/v1beta/models/{id}:countTokens", "count_tokens", countTokens),
    route("GET", "/v1beta/models", "models", serveModels),
    route("GET", "/v1beta/models/{id}", "models", serveModel),
  ],
  batches: geminiBatches,
  batchesPerHour: null,
  quirks: QUIRKS,
  headers: () => ({ "x-content-type-options": "nosniff", vary: "Origin, X-Origin, Referer" }),
  authorize,
  refuse(status, code, headers) {
    const details = code === undefined ? undefined : [errorInfo(code)];
    return refuse(fault(nameOf(status), messageOf(status), details), headers, status);
  },
  noRoute,
};

function route(
  method: Route["method"],
  path: string,
  kind: Route["kind"],
  handle: (engine: Engine, call: Call) => Reply | Promise<Reply>,
): Route {
  return { method, path: new RegExp(`^${path.replace("{id}", "([^/:]+)")}$`), kind, handle };
}

/** The key comes in a header, or in the address. */
function authorize(req: IncomingMessage, accepts: (key: string) => boolean): Authorized {
  const given = req.headers["x-goog-api-key"];
  const asked = new URL(req.url ?? "/", "http://sandbox").searchParams.get("key");
  const key = typeof given === "string" && given !== "" ? given : asked;
  if (key === null || key === "") return { ok: false, reply: refuse(NO_KEY) };
  return accepts(key) ? { ok: true, key } : { ok: false, reply: refuse(WRONG_KEY) };
}

const NO_KEY = fault(
  "PERMISSION_DENIED",
  "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
);

/** 400, not 401. */
const WRONG_KEY = fault("INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
  errorInfo("API_KEY_INVALID"),
]);

/** Paths that do not exist are answered by the front end, with a page. */
function noRoute(): Reply {
  const text = "<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title>";
  return { status: 404, body: { type: "text", contentType: "text/html; charset=UTF-8", text } };
}
