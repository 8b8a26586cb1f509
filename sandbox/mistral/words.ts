import type { Refusal } from "../chat-completions/errors";
import { json, type Reply } from "../http";

/** One fault of a request, as FastAPI tells it. */
export interface Detail {
  type: string;
  loc: readonly (string | number)[];
  msg: string;
}

/** What is wrong with a request: its details (422), or a status with a name and a number of Mistral's own. */
export type Fault =
  | { details: readonly Detail[] }
  | { status: number; type: string; message: string };

export function detail(type: string, loc: readonly (string | number)[], msg: string): Fault {
  return { details: [{ type, loc, msg }] };
}

export const missing = (...loc: string[]): Fault => detail("missing", loc, "Field required");
export const extra = (...loc: string[]): Fault =>
  detail("extra_forbidden", loc, "Extra inputs are not permitted");

export function fault(status: number, type: string, message: string): Fault {
  return { status, type, message };
}

/** The numbers that go with the names (as seen in answers of 2025, recalled); the others are null. */
const NUMBERS: Readonly<Record<string, string | undefined>> = {
  internal_server_error: "1000",
  rate_limited: "1300",
  invalid_model: "1500",
  service_unavailable: "3505",
};

/** The body that tells a fault. */
export function wireFault(told: Fault): { status: number; body: Record<string, unknown> } {
  if ("details" in told) return { status: 422, body: { detail: told.details } };
  const { status, type, message } = told;
  const body = { object: "error", message, type, param: null, code: NUMBERS[type] ?? null };
  return { status, body };
}

export function refuse(told: Fault, headers?: Record<string, string>): Reply {
  const { status, body } = wireFault(told);
  return json(status, body, headers);
}

const TYPES: Readonly<Record<number, string | undefined>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  408: "request_timeout",
  413: "request_too_large",
  429: "rate_limited",
  503: "service_unavailable",
};

/** A status by itself, for example one that a test asked for. */
export function statusFault(status: number, type?: string): Fault {
  if (status === 422) return detail("value_error", ["body"], "Value error");
  const own = status >= 500 ? "internal_server_error" : "invalid_request_error";
  const message = status === 429 ? "Rate limit exceeded" : "The request could not be processed.";
  return fault(status, type ?? TYPES[status] ?? own, message);
}

/** A refused chat request: a field at fault is told as a detail, anything else as an error. */
export function chatFault({ status, error }: Refusal): Fault {
  if (error.code === "context_length_exceeded") {
    return fault(400, "context_length_exceeded", error.message);
  }
  if (status !== 400 || error.param === null) return fault(status, error.type, error.message);
  const loc = ["body", ...error.param.split(/[.[\]]+/).filter((part) => part !== "")];
  return detail(error.code ?? "value_error", loc, error.message);
}
