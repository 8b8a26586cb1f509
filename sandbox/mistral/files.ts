import type { Engine } from "../engine/engine";
import type { FileRecord } from "../engine/file-record";
import { downloadFile, findFile, keepFile, listFiles, removeFile } from "../engine/files";
import type { Call } from "../engine/provider";
import { type Form, receiveForm, withScratch } from "../engine/receive-upload";
import { json, type Reply } from "../http";
import { countLines } from "../lines";
import { MAX_FILE_BYTES, UPLOAD_LIFE_SECONDS } from "./job-wire";
import { paginate } from "./paginate";
import { detail, type Fault, fault, missing, refuse } from "./words";

/** POST /v1/files. */
export async function uploadFile(engine: Engine, { req, account }: Call): Promise<Reply> {
  return withScratch(engine, async (scratch) => {
    const form = await receiveForm(req, scratch, MAX_FILE_BYTES);
    const wrong = formFault(form);
    if (wrong !== null) return refuse(wrong);
    const purpose = form.fields.get("purpose") ?? "fine-tune";
    const filename = form.filename ?? "upload";
    const details = { lines: await countLines(scratch) };
    const lifeSeconds = purpose === "batch" ? UPLOAD_LIFE_SECONDS : null;
    const kept = { account, purpose, filename, lifeSeconds, details };
    return json(200, wireFile(await keepFile(engine, scratch, kept)));
  });
}

/** GET /v1/files. */
export function serveFiles(engine: Engine, { account, query }: Call): Reply {
  const purpose = query.get("purpose");
  const own = listFiles(engine, account).filter(
    (file) => purpose === null || wireFile(file).purpose === purpose,
  );
  return paginate(own, query, wireFile);
}

/** GET /v1/files/{id}. */
export function serveFile(engine: Engine, { account, id }: Call): Reply {
  const file = findFile(engine, account, id);
  return file === null ? NO_FILE : json(200, { ...wireFile(file), deleted: false });
}

/** DELETE /v1/files/{id}. */
export function deleteFile(engine: Engine, { account, id }: Call): Reply {
  if (findFile(engine, account, id) === null) return NO_FILE;
  removeFile(engine, id);
  return json(200, { id, object: "file", deleted: true });
}

/** GET /v1/files/{id}/content. */
export async function serveContent(engine: Engine, { account, id }: Call): Promise<Reply> {
  const file = findFile(engine, account, id);
  return file === null ? NO_FILE : downloadFile(engine, file, {});
}

/** The lines of an upload, 0 for a file that the sandbox made. */
export function linesOf({ details }: FileRecord): number {
  return typeof details?.lines === "number" ? details.lines : 0;
}

const NO_FILE = refuse(fault(404, "not_found", "No file matches the given query."));
const PURPOSES = ["fine-tune", "batch", "ocr"];

function formFault({ problem, fields, filename }: Form): Fault | null {
  if (problem === "too_large") {
    return fault(413, "request_too_large", "The file is larger than the limit of 512 MB.");
  }
  if (problem !== null || filename === null) return missing("body", "file");
  const purpose = fields.get("purpose") ?? "fine-tune";
  if (PURPOSES.includes(purpose)) return null;
  return detail("enum", ["body", "purpose"], "Input should be 'fine-tune', 'batch' or 'ocr'");
}

/** SDK 2.7.0, CreateFileResponse. Results are files of the purpose batch too. */
function wireFile(file: FileRecord): Record<string, unknown> {
  const made = file.purpose === "batch_result" || file.purpose === "batch_error";
  const createdAt = Math.floor(file.createdAtMs / 1000);
  const life = file.expiresAfterSeconds;
  const uploaded = file.purpose === "batch" ? "batch_request" : "instruct";
  return {
    id: file.id,
    object: "file",
    bytes: file.bytes,
    created_at: createdAt,
    filename: file.filename,
    purpose: made ? "batch" : file.purpose,
    sample_type: made ? file.purpose : uploaded,
    num_lines: made ? null : linesOf(file),
    mimetype: "application/jsonl",
    source: made ? "mistral" : "upload",
    signature: null,
    expires_at: life === null ? null : createdAt + life,
    visibility: "workspace",
  };
}
