import { isUtf8 } from "node:buffer";
import type { BatchError } from "../engine/batch-record";

/** A line of an input file that may run. */
export interface BatchLine {
  custom_id: string;
  method: string;
  url: string;
  body: Record<string, unknown>;
}

export type CheckedLine = { ok: true; line: BatchLine } | { ok: false; error: BatchError };

/** A field of the body that no line may lack, beside the model. */
export interface RequiredField {
  field: string;
  message: string;
}

/** Of chat completions. */
export const MESSAGES: RequiredField = {
  field: "messages",
  message: "Messages parameter is required.",
};

/**
 * Checks one line by itself (the first fault found): JSON, required fields, url, model, the body's own required field,
 * stream. What the body says beyond that is checked when the row runs, and fails that row only.
 */
export function validateLine(
  bytes: Buffer,
  number: number,
  endpoint: string,
  required = MESSAGES,
): CheckedLine {
  const parsed = parse(bytes);
  if (!isFields(parsed)) {
    return fault(number, "invalid_json_line", null, "This line is not parseable as valid JSON.");
  }
  for (const name of REQUIRED) {
    const value = parsed[name];
    if (value === undefined || value === null || value === "") {
      return fault(
        number,
        "missing_required_parameter",
        name,
        `Missing required parameter: '${name}'.`,
      );
    }
  }
  const wrong = fieldFault(parsed, endpoint) ?? bodyFault(parsed.body as Fields, required);
  if (wrong === null) return { ok: true, line: parsed as unknown as BatchLine };
  return fault(number, wrong.code, wrong.param, wrong.message);
}

type Fields = Record<string, unknown>;
type Wrong = Omit<BatchError, "line">;

const REQUIRED = ["custom_id", "method", "url", "body"] as const;

function fieldFault(line: Fields, endpoint: string): Wrong | null {
  if (typeof line.custom_id !== "string") {
    return invalid("custom_id", "Invalid type for 'custom_id': expected a string.");
  }
  if (line.method !== "POST") {
    return invalid("method", "Invalid value for 'method': only 'POST' is supported.");
  }
  if (line.url !== endpoint) {
    const message = "The URL provided for this request does not match the batch endpoint.";
    return { code: "invalid_url", param: "url", message };
  }
  return isFields(line.body)
    ? null
    : invalid("body", "Invalid type for 'body': expected an object.");
}

function bodyFault(body: Fields, { field, message }: RequiredField): Wrong | null {
  if (typeof body.model !== "string" || body.model === "") {
    return invalid(null, "Model parameter is required.");
  }
  if ((body[field] ?? null) === null) return invalid(null, message);
  if (body.stream === true) {
    const message = "Streaming is not supported in the Batch API.";
    return { code: "streaming_unsupported", param: "body.stream", message };
  }
  return null;
}

function invalid(param: string | null, message: string): Wrong {
  return { code: "invalid_request", param, message };
}

function fault(line: number, code: string, param: string | null, message: string): CheckedLine {
  return { ok: false, error: { code, line, message, param } };
}

function parse(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
