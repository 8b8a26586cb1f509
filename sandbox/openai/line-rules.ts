import type { BatchError, BatchRecord } from "../engine/batch-record";
import type { CountTokens } from "../engine/count-tokens";
import type { CheckedLine, FileRules } from "../engine/wire";
import { detailsOf, endpointOf, type OpenAiDialect } from "./dialect";
import type { Endpoint } from "./endpoint";
import { type BatchLine, validateLine } from "./validate-line";

/** The checks of one input file: each line by itself, one model for all, no custom id twice. */
export function lineRules(
  dialect: OpenAiDialect,
  batch: BatchRecord,
  count: CountTokens,
): FileRules {
  const endpoint = endpointOf(dialect, batch);
  const { endpoint: url } = detailsOf(batch);
  const seen: Seen = { ids: new Map(), model: null, inputs: 0 };
  const own = (error: BatchError) => ({
    ...error,
    code: dialect.errorCodes[error.code] ?? error.code,
  });
  const check = (bytes: Buffer, number: number): CheckedLine => {
    const checked = validateLine(bytes, number, url, endpoint.required);
    if (!checked.ok) return { ok: false, error: own(checked.error) };
    const { line } = checked;
    const wrong =
      modelFault(endpoint, seen, line, number) ??
      idFault(seen, line, number) ??
      inputsFault(dialect, endpoint, seen, line);
    if (wrong !== null) return { ok: false, error: own(wrong) };
    return { ok: true, model: String(line.body.model), tokens: endpoint.tokens(line.body, count) };
  };
  return {
    maxBytes: dialect.maxBatchBytes,
    maxRows: dialect.maxRows,
    reject: (why) => own(rejected(dialect, why)),
    check,
  };
}

interface Seen {
  /** Line number by custom id. */
  ids: Map<string, number>;
  model: string | null;
  /** Of all lines, where they are limited. */
  inputs: number;
}

function modelFault(
  { models }: Endpoint,
  seen: Seen,
  { body }: BatchLine,
  line: number,
): BatchError | null {
  const name = String(body.model);
  if (models.find(name)?.batch !== true) {
    const message = `The provided model '${name.slice(0, 100)}' is not supported by the Batch API.`;
    return { code: "model_not_found", line, message, param: "body.model" };
  }
  seen.model ??= name;
  if (seen.model === name) return null;
  const message = `The provided model '${name}' does not match the rest of the batch. Each batch must contain requests for a single model.`;
  return { code: "mismatched_model", line, message, param: "body.model" };
}

function idFault({ ids }: Seen, { custom_id: id }: BatchLine, line: number): BatchError | null {
  const first = ids.get(id);
  if (first === undefined) {
    ids.set(id, line);
    return null;
  }
  const message = `The custom_id '${id.slice(0, 100)}' for this request is a duplicate of another request on line ${first}. The custom_id parameter must be unique for each request in a batch.`;
  return { code: "duplicate_custom_id", line, message, param: "custom_id" };
}

/** Told once, at the line that goes beyond the limit. The code of the real error is not known. */
function inputsFault(
  { errorCodes }: OpenAiDialect,
  { inputs }: Endpoint,
  seen: Seen,
  { body }: BatchLine,
): BatchError | null {
  if (inputs === undefined) return null;
  const before = seen.inputs;
  seen.inputs += inputs.of(body);
  if (before > inputs.most || seen.inputs <= inputs.most) return null;
  const message = `The batch input file has more than ${inputs.most.toLocaleString("en-US")} embedding inputs.`;
  return { code: errorCodes.too_many ?? "invalid_request", line: null, message, param: null };
}

function rejected(
  { maxBatchBytes, maxRows, errorCodes }: OpenAiDialect,
  why: "too_large" | "too_many" | "empty",
): BatchError {
  const [code, message] = {
    too_large: [
      "invalid_request",
      `The batch input file is larger than the limit of ${maxBatchBytes / 1024 / 1024} MB.`,
    ],
    too_many: [
      errorCodes.too_many ?? "invalid_request",
      `The batch input file has more than ${maxRows.toLocaleString("en-US")} requests.`,
    ],
    empty: ["empty_file", "The batch input file is empty."],
  }[why] as [string, string];
  return { code, line: null, message, param: null };
}
