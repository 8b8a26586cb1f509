import { ProviderError } from "../../errors";
import { HttpRefusal } from "../http-refusal";

/**
 * Turns what the AWS SDK throws for an answer into what the errors of the other SDKs look like; anything else is left as
 * it is. AWS refuses unknown keys and wrong signatures with 403, and full quotas and used names with 400, so the name of
 * the error counts. The words are not kept.
 */
export function refusalOf(error: unknown, creates: boolean): unknown {
  const response = member(error, "$response");
  const status =
    member(response, "statusCode") ?? member(member(error, "$metadata"), "httpStatusCode");
  if (!(error instanceof Error) || typeof status !== "number" || status < 300) return error;
  const code = error.name;
  const kind = kindOf(code, creates);
  if (kind === null) return new HttpRefusal(status, headersOf(response), JSON.stringify({ code }));
  const message = `the provider answered ${status} (${code.slice(0, 60)})`;
  return new ProviderError(kind, message, { status, providerCode: code });
}

function kindOf(code: string, creates: boolean): "auth" | "quota" | "ambiguous" | null {
  if (WRONG_KEYS.has(code)) return "auth";
  if (code === "ServiceQuotaExceededException") return "quota";
  // A job of this name, or a create with this token, is there already: it may be our own.
  return creates && code === "ConflictException" ? "ambiguous" : null;
}

/** AWS, common errors and S3 error responses (2026-11-23). */
const WRONG_KEYS: ReadonlySet<string> = new Set([
  ...["UnrecognizedClientException", "InvalidSignatureException", "IncompleteSignatureException"],
  ...["ExpiredTokenException", "MissingAuthenticationTokenException", "InvalidClientTokenId"],
  ...["InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"],
]);

function headersOf(response: unknown): Headers {
  const headers = member(response, "headers");
  const pairs = typeof headers === "object" && headers !== null ? Object.entries(headers) : [];
  return new Headers(pairs.map(([name, value]): [string, string] => [name, String(value)]));
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
