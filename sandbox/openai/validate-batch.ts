import { stat } from "node:fs/promises";
import { createYielder } from "../clock";
import { readLineBlocks } from "../lines";
import type { BatchError, PlannedSegment } from "./batch-record";
import type { ChatMessage } from "./chat-request";
import type { CountTokens } from "./count-tokens";
import { findModel } from "./models";
import { promptTokens } from "./usage";
import { type BatchLine, type CheckedLine, validateLine } from "./validate-line";
import { validateMessages } from "./validate-messages";

export interface FileVerdict {
  errors: BatchError[];
  /** Name of the model as the lines give it. */
  model: string | null;
  plan: PlannedSegment[];
  total: number;
  enqueuedTokens: number;
}

/** Limits of a batch's input (OpenAI batch guide, read 2026-11-23). */
const MAX_BYTES = 200 * 1024 * 1024;
const MAX_REQUESTS = 50_000;
/** No limit on listed errors is documented; a cap keeps the batch object small. */
const MAX_ERRORS = 100;

interface Found extends FileVerdict {
  ids: Map<string, number>;
  blanks: number[];
}

/** Reads an input file as a stream and checks every line; stops early once the errors are many. */
export async function validateBatchFile(
  path: string,
  endpoint: string,
  count: CountTokens,
): Promise<FileVerdict> {
  const { size } = await stat(path);
  if (size > MAX_BYTES) {
    return rejected("invalid_request", "The batch input file is larger than the limit of 200 MB.");
  }
  const found: Found = {
    errors: [],
    model: null,
    plan: [],
    total: 0,
    enqueuedTokens: 0,
    ids: new Map(),
    blanks: [],
  };
  const breathe = createYielder();
  for await (const { segment, lines } of readLineBlocks(path)) {
    const before = found.total;
    for (const [i, bytes] of lines.entries()) {
      takeLine(found, bytes, segment.firstLine + i, endpoint, count);
      await breathe();
    }
    found.plan.push({ ...segment, rows: found.total - before });
    if (found.errors.length >= MAX_ERRORS || found.total > MAX_REQUESTS) break;
  }
  if (found.total > MAX_REQUESTS) {
    return rejected("invalid_request", "The batch input file has more than 50,000 requests.");
  }
  if (found.total === 0) return rejected("empty_file", "The batch input file is empty.");
  const { ids: _ids, blanks: _blanks, ...verdict } = found;
  return { ...verdict, errors: verdict.errors.slice(0, MAX_ERRORS) };
}

function takeLine(
  found: Found,
  bytes: Buffer,
  number: number,
  endpoint: string,
  count: CountTokens,
): void {
  if (bytes.length === 0) {
    if (found.blanks.length < MAX_ERRORS) found.blanks.push(number);
    return;
  }
  // A blank line is an error only when something follows it.
  for (const blank of found.blanks.splice(0)) {
    keepError(found, validateLine(Buffer.alloc(0), blank, endpoint));
  }
  found.total += 1;
  const checked = validateLine(bytes, number, endpoint);
  keepError(found, checked);
  if (!checked.ok) return;
  const wrong = modelFault(found, checked.line, number) ?? idFault(found, checked.line, number);
  if (wrong !== null) found.errors.push(wrong);
  else found.enqueuedTokens += enqueuedTokens(checked.line, count);
}

function keepError(found: Found, checked: CheckedLine): void {
  if (!checked.ok) found.errors.push(checked.error);
}

function modelFault(found: Found, { body }: BatchLine, line: number): BatchError | null {
  const name = String(body.model);
  if (findModel(name)?.batch !== true) {
    const message = `The provided model '${name.slice(0, 100)}' is not supported by the Batch API.`;
    return { code: "model_not_found", line, message, param: "body.model" };
  }
  found.model ??= name;
  if (found.model === name) return null;
  const message = `The provided model '${name}' does not match the rest of the batch. Each batch must contain requests for a single model.`;
  return { code: "mismatched_model", line, message, param: "body.model" };
}

function idFault(found: Found, { custom_id: id }: BatchLine, line: number): BatchError | null {
  const first = found.ids.get(id);
  if (first === undefined) {
    found.ids.set(id, line);
    return null;
  }
  const message = `The custom_id '${id.slice(0, 100)}' for this request is a duplicate of another request on line ${first}. The custom_id parameter must be unique for each request in a batch.`;
  return { code: "duplicate_custom_id", line, message, param: "custom_id" };
}

function enqueuedTokens({ body }: BatchLine, count: CountTokens): number {
  if (validateMessages(body.messages) !== null) return 0;
  return promptTokens(body.messages as ChatMessage[], count);
}

function rejected(code: string, message: string): FileVerdict {
  const errors = [{ code, line: null, message, param: null }];
  return { errors, model: null, plan: [], total: 0, enqueuedTokens: 0 };
}
