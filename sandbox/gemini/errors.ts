import { json, type Reply } from "../http";

/** The canonical errors with their numbers and HTTP statuses (google/rpc/code.proto). */
const CODES = {
  CANCELLED: [1, 499],
  UNKNOWN: [2, 500],
  INVALID_ARGUMENT: [3, 400],
  DEADLINE_EXCEEDED: [4, 504],
  NOT_FOUND: [5, 404],
  ALREADY_EXISTS: [6, 409],
  PERMISSION_DENIED: [7, 403],
  RESOURCE_EXHAUSTED: [8, 429],
  FAILED_PRECONDITION: [9, 400],
  ABORTED: [10, 409],
  OUT_OF_RANGE: [11, 400],
  UNIMPLEMENTED: [12, 501],
  INTERNAL: [13, 500],
  UNAVAILABLE: [14, 503],
  DATA_LOSS: [15, 500],
  UNAUTHENTICATED: [16, 401],
} as const;
export type StatusName = keyof typeof CODES;

/** An error in Google's words; it becomes an HTTP answer, a line of a batch or the end of one. */
export interface Fault {
  name: StatusName;
  message: string;
  details?: readonly Record<string, unknown>[];
}

export function fault(
  name: StatusName,
  message: string,
  details?: readonly Record<string, unknown>[],
): Fault {
  return { name, message, ...(details === undefined ? {} : { details }) };
}

/** The number of an error; one that is no canonical error is unknown. */
export function codeOf(name: string): number {
  return name in CODES ? CODES[name as StatusName][0] : CODES.UNKNOWN[0];
}

/** The canonical error of an HTTP status. */
export function nameOf(status: number): StatusName {
  const same = Object.entries(CODES).find(([, [, http]]) => http === status)?.[0];
  if (status === 400) return "INVALID_ARGUMENT";
  if (status === 409) return "ABORTED";
  if (status === 500) return "INTERNAL";
  return (same as StatusName | undefined) ?? (status < 500 ? "INVALID_ARGUMENT" : "UNAVAILABLE");
}

/** Google's envelope. `status` where it is not the usual one of this error. */
export function refuse(
  { name, message, details }: Fault,
  headers?: Record<string, string>,
  status: number = CODES[name][1],
): Reply {
  const error = { code: status, message, status: name };
  return json(status, { error: { ...error, ...(details ? { details } : {}) } }, headers);
}

/** The reason of a refusal, as programs read it. */
export function errorInfo(reason: string): Record<string, unknown> {
  return {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    reason,
    domain: "googleapis.com",
    metadata: { service: "generativelanguage.googleapis.com" },
  };
}

export function noSuch(what: string): Fault {
  return fault("NOT_FOUND", `Requested entity was not found: ${what.slice(0, 100)}.`);
}

export function noSuchModel(model: string, method: string): Fault {
  const message = `models/${model.slice(0, 100)} is not found for API version v1beta, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`;
  return fault("NOT_FOUND", message);
}
