import { json, type Reply } from "../http";

/** The `error` object of a refused request, in OpenAI's shape; a dialect may word it anew. */
interface WireError {
  message: string;
  type: string;
  param: string | null;
  code: string | null;
}

/** A refusal: the HTTP status and the error object. Lines of a batch carry the same pair. */
export interface Refusal {
  status: number;
  error: WireError;
}

export function refusal(
  status: number,
  message: string,
  param: string | null = null,
  code: string | null = null,
  type = "invalid_request_error",
): Refusal {
  return { status, error: { message, type, param, code } };
}

export function refuse({ status, error }: Refusal, headers?: Record<string, string>): Reply {
  return json(status, { error }, headers);
}

export function missingParameter(param: string): Refusal {
  return refusal(
    400,
    `Missing required parameter: '${param}'.`,
    param,
    "missing_required_parameter",
  );
}

export function invalidType(param: string, expected: string, got: unknown): Refusal {
  const message = `Invalid type for '${param}': expected ${expected}, but got ${typeName(got)} instead.`;
  return refusal(400, message, param, "invalid_type");
}

export function invalidValue(param: string, value: unknown, supported: readonly string[]): Refusal {
  const list = supported.map((one) => `'${one}'`);
  const last = list.pop() ?? "";
  const all = list.length > 0 ? `${list.join(", ")}, and ${last}` : last;
  const message = `Invalid value: '${String(value).slice(0, 100)}'. Supported values are: ${all}.`;
  return refusal(400, message, param, "invalid_value");
}

export function unknownParameter(param: string): Refusal {
  return refusal(400, `Unknown parameter: '${param}'.`, param, "unknown_parameter");
}

export function unsupportedParameter(param: string): Refusal {
  const message = `Unsupported parameter: '${param}' is not supported with this model.`;
  return refusal(400, message, param, "unsupported_parameter");
}

export const NOT_AN_OBJECT = refusal(
  400,
  "We could not parse the JSON body of your request. The API expects a JSON object.",
);

/** What is valid for the real service, but nothing the sandbox can answer truthfully. */
export function notSimulated(param: string): Refusal {
  return refusal(400, `The sandbox does not simulate this value of '${param}'.`, param);
}

export function emptyArray(param: string): Refusal {
  const message = `Invalid '${param}': empty array. Expected an array with minimum length 1, but got an empty array instead.`;
  return refusal(400, message, param, "empty_array");
}

export function arrayTooLong(param: string, most: number, length: number): Refusal {
  const message = `Invalid '${param}': array too long. Expected an array with maximum length ${most}, but got an array with length ${length} instead.`;
  return refusal(400, message, param, "array_above_max_length");
}

/** The answer of an injected status, worded as the real one's. */
export function statusRefusal(status: number, code?: string): Refusal {
  if (status === 429 && code === "resource_unavailable") {
    const message =
      "Resources for this service tier are unavailable at the moment. Please try again later.";
    return refusal(429, message, null, code, code);
  }
  if (status === 429) {
    const quota = code === "insufficient_quota";
    const message = quota
      ? "You exceeded your current quota, please check your plan and billing details."
      : "Rate limit reached for requests. Please try again later.";
    return refusal(
      429,
      message,
      null,
      code ?? "rate_limit_exceeded",
      quota ? "insufficient_quota" : "requests",
    );
  }
  const type = status >= 500 ? "server_error" : "invalid_request_error";
  const message =
    status >= 500
      ? "The server had an error while processing your request. Sorry about that!"
      : "The request could not be processed.";
  return refusal(status, message, null, code ?? null, type);
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? "an integer" : "a decimal";
    case "object":
      return "an object";
    case "undefined":
      return "nothing";
    default:
      return `a ${typeof value}`;
  }
}
