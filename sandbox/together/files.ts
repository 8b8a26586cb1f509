import { missingParameter, type Refusal, refusal, refuse } from "../chat-completions/errors";
import type { Engine } from "../engine/engine";
import type { FileRecord } from "../engine/file-record";
import { downloadFile, findFile, keepFile, listFiles, removeFile } from "../engine/files";
import type { Call } from "../engine/provider";
import { type Form, receiveForm, withScratch } from "../engine/receive-upload";
import { json, type Reply } from "../http";
import { countLines } from "../lines";
import { MAX_FILE_BYTES } from "./job-wire";

/** POST /v1/files with a form. The SDK's own way, by way of a redirect to a signed address, is not simulated. */
export async function uploadFile(engine: Engine, { req, account }: Call): Promise<Reply> {
  return withScratch(engine, async (scratch) => {
    const form = await receiveForm(req, scratch, MAX_FILE_BYTES);
    const wrong = formFault(form);
    if (wrong !== null) return refuse(wrong);
    const purpose = form.fields.get("purpose") ?? "";
    const filename = form.filename ?? "upload";
    const details = { lines: await countLines(scratch) };
    const kept = { account, purpose, filename, lifeSeconds: null, details };
    return json(200, wireFile(await keepFile(engine, scratch, kept)));
  });
}

/** GET /v1/files, all of them. */
export function serveFiles(engine: Engine, { account }: Call): Reply {
  return json(200, { data: listFiles(engine, account).map(wireFile) });
}

/** GET /v1/files/{id}. */
export function serveFile(engine: Engine, { account, id }: Call): Reply {
  const file = findFile(engine, account, id);
  return file === null ? refuse(NO_FILE) : json(200, wireFile(file));
}

/** DELETE /v1/files/{id}. */
export function deleteFile(engine: Engine, { account, id }: Call): Reply {
  if (findFile(engine, account, id) === null) return refuse(NO_FILE);
  removeFile(engine, id);
  return json(200, { id, deleted: true });
}

/** GET /v1/files/{id}/content. */
export async function serveContent(engine: Engine, { account, id }: Call): Promise<Reply> {
  const file = findFile(engine, account, id);
  return file === null ? refuse(NO_FILE) : downloadFile(engine, file, {});
}

/** The lines of an upload, 0 for a file that the sandbox made. */
export function linesOf({ details }: FileRecord): number {
  return typeof details?.lines === "number" ? details.lines : 0;
}

const NO_FILE = refusal(404, "File not found.", null, "not_found");
const PURPOSES = ["fine-tune", "eval", "batch-api"];

function formFault({ problem, fields, filename }: Form): Refusal | null {
  if (problem === "too_large") return refusal(413, "The file is larger than 100MB.", "file");
  if (problem !== null) return refusal(400, "The body is no whole multipart form.");
  if (filename === null) return missingParameter("file");
  const purpose = fields.get("purpose");
  if (purpose === undefined) return missingParameter("purpose");
  if (PURPOSES.includes(purpose)) return null;
  return refusal(400, `Invalid purpose: ${purpose.slice(0, 100)}`, "purpose");
}

/** SDK 0.52.0, FileResponse. */
function wireFile(file: FileRecord): Record<string, unknown> {
  return {
    id: file.id,
    object: "file",
    created_at: Math.floor(file.createdAtMs / 1000),
    filename: file.filename,
    bytes: file.bytes,
    purpose: file.purpose,
    FileType: "jsonl",
    Processed: true,
  };
}
