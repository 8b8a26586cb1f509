/**
 * The name of an error, whether it is given as a canonical code of gRPC, as an HTTP status or as the name itself.
 * A number that is neither stays one: `http_418`. Pure.
 */
export function statusName(code: number | string): string {
  const number = Number(code);
  if (!Number.isInteger(number)) return String(code);
  return CANONICAL[number] ?? HTTP[number] ?? `http_${number}`;
}

/** Errors that say nothing against the request itself: sending it again can help. */
export function isPassing(name: string): boolean {
  return PASSING.has(name) || /^http_(408|5\d\d)$/.test(name);
}

/** google.rpc.Code (googleapis, google/rpc/code.proto), by number. */
const CANONICAL: Readonly<Record<number, string | undefined>> = {
  1: "CANCELLED",
  2: "UNKNOWN",
  3: "INVALID_ARGUMENT",
  4: "DEADLINE_EXCEEDED",
  5: "NOT_FOUND",
  6: "ALREADY_EXISTS",
  7: "PERMISSION_DENIED",
  8: "RESOURCE_EXHAUSTED",
  9: "FAILED_PRECONDITION",
  10: "ABORTED",
  11: "OUT_OF_RANGE",
  12: "UNIMPLEMENTED",
  13: "INTERNAL",
  14: "UNAVAILABLE",
  15: "DATA_LOSS",
  16: "UNAUTHENTICATED",
};

/** The HTTP statuses that the same file maps the codes to. */
const HTTP: Readonly<Record<number, string | undefined>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "ABORTED",
  429: "RESOURCE_EXHAUSTED",
  499: "CANCELLED",
  500: "INTERNAL",
  501: "UNIMPLEMENTED",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

const PASSING: ReadonlySet<string> = new Set([
  // A row cut off by the service inside a batch that went on. Rows of a cancelled batch have no line.
  "CANCELLED",
  "UNKNOWN",
  "DEADLINE_EXCEEDED",
  "RESOURCE_EXHAUSTED",
  "ABORTED",
  "INTERNAL",
  "UNAVAILABLE",
]);
