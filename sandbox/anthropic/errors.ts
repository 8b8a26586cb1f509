import { randomLetters } from "../engine/ids";
import { json, type Reply } from "../http";

/** What the API says instead of an answer, also of one request in a batch. */
export interface Fault {
  status: number;
  message: string;
  /** `error.details.error_code`, where a cause has a name of its own. */
  code?: string;
}

export function invalid(message: string): Fault {
  return { status: 400, message };
}

/** The error as an answer. The edge in front of the API says 413 in its own words. */
export function refuse(fault: Fault, headers: Record<string, string> = {}): Reply {
  if (fault.status === 413) {
    const text = "<html><head><title>413 Request Entity Too Large</title></head></html>";
    return { status: 413, headers, body: { type: "text", contentType: "text/html", text } };
  }
  const id = requestId();
  return json(fault.status, errorBody(fault, id), { "request-id": id, ...headers });
}

export function errorBody({ status, message, code }: Fault, id: string): Record<string, unknown> {
  const details = code === undefined ? {} : { details: { error_code: code } };
  const type = TYPES[status] ?? (status < 500 ? "invalid_request_error" : "api_error");
  return { type: "error", error: { type, message, ...details }, request_id: id };
}

export function requestId(): string {
  return `req_01${randomLetters(22)}`;
}

/** SDK 1.12, ErrorType and the classes of its errors (2026-11-20). */
const TYPES: Readonly<Record<number, string | undefined>> = {
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  409: "conflict_error",
  413: "request_too_large",
  429: "rate_limit_error",
  504: "timeout_error",
  529: "overloaded_error",
};

/** For a status that a fault lays on. */
export const WORDS: Readonly<Record<number, string | undefined>> = {
  400: "The request could not be carried out.",
  401: "invalid x-api-key",
  403: "Your API key does not have permission to use the specified resource.",
  404: "Not found",
  429: "This request would exceed your organization's rate limit. Please try again later.",
  500: "Internal server error",
  504: "The request timed out while processing.",
  529: "Overloaded",
};
