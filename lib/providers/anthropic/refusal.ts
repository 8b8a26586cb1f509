import { APIError } from "@anthropic-ai/sdk";
import { ProviderError, type ProviderErrorKind } from "../../errors";

/** The error of an answer, as `toProviderError` reads it: the API has a type and often a code, and its own name for the request's id. */
export function explained<T>(label: string, run: (signal: AbortSignal) => Promise<T>) {
  return (signal: AbortSignal): Promise<T> =>
    run(signal).catch((error: unknown) => {
      throw error instanceof APIError && error.status !== undefined
        ? answerOf(label, error)
        : error;
    });
}

/** The same for a refusal whose body is still to be read. */
export function readRefusal(label: string, status: number, headers: Headers, body: string): Error {
  return answerOf(label, APIError.generate(status, objectOf(body), undefined, headers));
}

function answerOf(label: string, error: APIError): Error {
  const { status, errorCode, type, requestID } = error;
  const kind = errorCode === null ? undefined : KIND_OF_CODE[errorCode];
  if (kind !== undefined && errorCode !== null && status !== undefined) {
    const message = `${label}: the provider answered ${status} (${errorCode})`;
    return new ProviderError(kind, message, { status, providerCode: errorCode });
  }
  const headers = new Headers(error.headers);
  if (requestID) headers.set("x-request-id", requestID);
  return Object.assign(new Error("answer"), { status, code: errorCode ?? type, headers });
}

/** Error codes of an account that may not go on, whatever status they come with (SDK 1.12, 2026-11-20). */
const KIND_OF_CODE: Readonly<Record<string, ProviderErrorKind | undefined>> = {
  enforced_spend_limit_reached: "quota",
  contract_spend_limit_reached: "quota",
  organization_on_hold: "permission",
  cmek_key_disabled: "permission",
  claude_code_key_creator_not_member: "permission",
};

function objectOf(body: string): object {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
