import { randomUUID } from "node:crypto";
import { json, type Reply } from "../http";

/** An error of Bedrock: its name goes in a header, its words in the body. */
export interface Fault {
  status: number;
  type: string;
  message: string;
}

export function refuse(
  { status, type, message }: Fault,
  headers: Record<string, string> = {},
): Reply {
  return json(status, { message }, { "x-amzn-errortype": type, ...headers });
}

export function invalid(message: string): Fault {
  return { status: 400, type: "ValidationException", message };
}

/** A value that is not as the API's model has it, in the words of AWS. */
export function constraint(field: string, rule: string): Fault {
  return invalid(
    `1 validation error detected: Value at '${field}' failed to satisfy constraint: ${rule}`,
  );
}

/** A status by itself, for example one that a test asked for. */
export function statusFault(status: number, code?: string): Fault {
  const own = status >= 500 ? "InternalServerException" : "ValidationException";
  const type = code ?? TYPES[status] ?? own;
  return { status, type, message: "The request could not be carried out." };
}

/** An error of S3, in its own form. */
export function s3Fault(status: number, headers: Record<string, string> = {}): Reply {
  const code = S3_CODES[status] ?? (status < 500 ? "InvalidRequest" : "InternalError");
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>The request could not be carried out.</Message><RequestId>${randomUUID()}</RequestId></Error>`;
  return { status, headers, body: { type: "text", contentType: "application/xml", text } };
}

/** API reference, errors of the model invocation jobs. */
const TYPES: Readonly<Record<number, string | undefined>> = {
  401: "UnrecognizedClientException",
  403: "AccessDeniedException",
  404: "ResourceNotFoundException",
  429: "ThrottlingException",
  503: "ServiceUnavailableException",
};

const S3_CODES: Readonly<Record<number, string | undefined>> = {
  401: "InvalidAccessKeyId",
  403: "AccessDenied",
  404: "NoSuchKey",
  413: "EntityTooLarge",
  429: "SlowDown",
  503: "SlowDown",
};
