import { stat } from "node:fs/promises";
import { missingParameter, type Refusal, refusal, refuse } from "../chat-completions/errors";
import type { Engine } from "../engine/engine";
import { keepFile } from "../engine/files";
import type { Call } from "../engine/provider";
import { type Form, receiveForm, withScratch } from "../engine/receive-upload";
import { json, type Reply } from "../http";
import { readFirstLine } from "../lines";
import type { OpenAiDialect } from "./dialect";
import { wireFile } from "./files";

const MAX_FIRST_LINE_BYTES = 64 * 1024 * 1024;

/** POST /files: streams the part to disk, then checks the fields and, for a batch, the first line. */
export async function uploadFile(
  dialect: OpenAiDialect,
  engine: Engine,
  { req, account }: Call,
): Promise<Reply> {
  return withScratch(engine, async (scratch) => {
    const form = await receiveForm(req, scratch, dialect.maxFileBytes);
    const wrong =
      receiptFault(dialect, form) ?? formFault(dialect, form) ?? (await contentFault(form));
    if (wrong !== null) return refuse(wrong);
    const purpose = form.fields.get("purpose") ?? "";
    const filename = form.filename ?? "upload";
    const lifeSeconds = lifeOf(dialect, purpose, form.fields.get("expires_after[seconds]"));
    const file = await keepFile(engine, scratch, { account, purpose, filename, lifeSeconds });
    return json(200, wireFile(file, dialect));
  });
}

function receiptFault({ maxFileBytes }: OpenAiDialect, { problem }: Form): Refusal | null {
  switch (problem) {
    case null:
      return null;
    case "no_form": {
      const message =
        "Could not parse multipart form: the content type is not multipart/form-data.";
      return refusal(400, message);
    }
    case "ended_early":
      return refusal(400, "Could not parse multipart form: it ended early.");
    case "too_large": {
      const message = `The file is larger than the limit of ${maxFileBytes / 1024 / 1024} MB.`;
      return refusal(413, message, "file");
    }
  }
}

function formFault(dialect: OpenAiDialect, { fields, filename }: Form): Refusal | null {
  const purpose = fields.get("purpose");
  if (filename === null) return missingParameter("file");
  if (purpose === undefined) return missingParameter("purpose");
  if (!dialect.purposes.includes(purpose)) {
    const known = dialect.purposes.map((one) => `'${one}'`).join(", ");
    return refusal(400, `'${purpose.slice(0, 100)}' is not one of [${known}] - 'purpose'`);
  }
  const anchor = fields.get("expires_after[anchor]");
  return lifeFault(dialect, anchor, fields.get("expires_after[seconds]"));
}

function lifeFault(
  { fileLife: { least, most } }: OpenAiDialect,
  anchor: string | undefined,
  seconds: string | undefined,
): Refusal | null {
  if (anchor === undefined && seconds === undefined) return null;
  if (anchor !== "created_at") {
    const message = "Invalid value for 'expires_after.anchor'. Supported values are: 'created_at'.";
    return refusal(400, message, "expires_after.anchor", "invalid_value");
  }
  const life = Number(seconds);
  if (Number.isInteger(life) && life >= least && life <= most) return null;
  const message = `Invalid 'expires_after.seconds': expected an integer from ${least} to ${most}.`;
  return refusal(400, message, "expires_after.seconds", "invalid_value");
}

/** A batch file's first line must be JSON; a file of no bytes passes here and fails later. */
async function contentFault({ fields, scratch }: Form): Promise<Refusal | null> {
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

/** Only inputs of batches end by themselves. */
function lifeOf(
  { fileLife }: OpenAiDialect,
  purpose: string,
  asked: string | undefined,
): number | null {
  if (asked !== undefined) return Number(asked);
  return purpose === "batch" ? fileLife.unasked : null;
}
