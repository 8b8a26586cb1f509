import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyHeaders } from "@fastify/busboy";
import { drain, json, type Reply } from "../http";
import { readFirstLine } from "../lines";
import { missingParameter, type Refusal, refusal, refuse } from "./errors";
import { DEFAULT_LIFE_SECONDS, type FileRecord, wireFile } from "./file-record";
import { newFileId } from "./ids";
import type { Call } from "./route";
import type { OpenAiState } from "./state";

/** 512 MB a file (OpenAI, files API, 2026). */
const MAX_FILE_BYTES = 512 * 1024 * 1024;
const MAX_FIRST_LINE_BYTES = 64 * 1024 * 1024;
const PURPOSES = [
  "fine-tune",
  "assistants",
  "batch",
  "user_data",
  "responses",
  "vision",
  "evals",
] as const;

/** POST /v1/files: streams the part to disk, then checks the fields and, for a batch, the first line. */
export async function uploadFile(state: OpenAiState, call: Call): Promise<Reply> {
  const id = newFileId();
  const scratch = join(state.paths.uploads, id);
  try {
    const form = await receiveForm(call.req, scratch);
    const wrong = form.refusal ?? formFault(form) ?? (await contentFault(form, scratch));
    if (wrong !== null) return refuse(wrong);
    await rename(scratch, state.paths.content(id));
    return json(200, wireFile(state.files.put(await record(state, call, id, form))));
  } finally {
    await rm(scratch, { force: true });
  }
}

interface Form {
  fields: Map<string, string>;
  filename: string | null;
  refusal: Refusal | null;
}

async function receiveForm(req: IncomingMessage, scratch: string): Promise<Form> {
  const form: Form = { fields: new Map(), filename: null, refusal: null };
  if (!/^multipart\/form-data;.*boundary=/i.test(req.headers["content-type"] ?? "")) {
    await drain(req);
    const message = "Could not parse multipart form: the content type is not multipart/form-data.";
    return { ...form, refusal: refusal(400, message) };
  }
  const parser = new Busboy({
    headers: req.headers as BusboyHeaders,
    limits: { files: 1, fields: 20, fileSize: MAX_FILE_BYTES },
    isPartAFile: (field) => field === "file",
  });
  const files: Promise<void>[] = [];
  parser.on("field", (name, value) => form.fields.set(name, value));
  parser.on("file", (_name, part: Readable, filename) => {
    form.filename = filename ?? "upload";
    part.once("limit", () => {
      form.refusal = refusal(413, "The file is larger than the limit of 512 MB.", "file");
    });
    files.push(pipeline(part, createWriteStream(scratch, { mode: 0o600 })));
  });
  try {
    await pipeline(req, parser);
    await Promise.all(files);
  } catch {
    await Promise.allSettled(files);
    form.refusal = refusal(400, "Could not parse multipart form: it ended early.");
  }
  return form;
}

function formFault({ fields, filename }: Form): Refusal | null {
  const purpose = fields.get("purpose");
  if (filename === null) return missingParameter("file");
  if (purpose === undefined) return missingParameter("purpose");
  if (!(PURPOSES as readonly string[]).includes(purpose)) {
    const known = PURPOSES.map((one) => `'${one}'`).join(", ");
    return refusal(400, `'${purpose.slice(0, 100)}' is not one of [${known}] - 'purpose'`);
  }
  return lifeFault(fields.get("expires_after[anchor]"), fields.get("expires_after[seconds]"));
}

function lifeFault(anchor: string | undefined, seconds: string | undefined): Refusal | null {
  if (anchor === undefined && seconds === undefined) return null;
  if (anchor !== "created_at") {
    const message = "Invalid value for 'expires_after.anchor'. Supported values are: 'created_at'.";
    return refusal(400, message, "expires_after.anchor", "invalid_value");
  }
  const life = Number(seconds);
  if (Number.isInteger(life) && life >= 3600 && life <= DEFAULT_LIFE_SECONDS) return null;
  const message = "Invalid 'expires_after.seconds': expected an integer from 3600 to 2592000.";
  return refusal(400, message, "expires_after.seconds", "invalid_value");
}

/** A batch file's first line must be JSON; a file of no bytes passes here and fails later. */
async function contentFault({ fields }: Form, scratch: string): Promise<Refusal | null> {
  if (fields.get("purpose") !== "batch" || (await stat(scratch)).size === 0) return null;
  const line = await readFirstLine(scratch, MAX_FIRST_LINE_BYTES);
  try {
    const value: unknown = JSON.parse(line ?? "");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return null;
  } catch {
    // answered below, like JSON that is no object
  }
  return refusal(400, "Invalid file format for Batch API. Must be .jsonl");
}

async function record(state: OpenAiState, call: Call, id: string, form: Form): Promise<FileRecord> {
  const purpose = form.fields.get("purpose") ?? "";
  const life = form.fields.get("expires_after[seconds]");
  const defaultLife = purpose === "batch" ? DEFAULT_LIFE_SECONDS : null;
  return {
    id,
    order: state.nextOrder(),
    account: call.account,
    purpose,
    filename: form.filename ?? "upload",
    bytes: (await stat(state.paths.content(id))).size,
    createdAtMs: state.clock.now(),
    expiresAfterSeconds: life === undefined ? defaultLife : Number(life),
    truncatedReads: 0,
  };
}
