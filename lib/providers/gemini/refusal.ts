import { ProviderError } from "../../errors";
import { wireRefusal } from "./wire";

/** What an answer other than a success says, in the words that `toProviderError` reads. It keeps no text of the answer. */
class RefusedCall extends Error {
  override readonly name = "RefusedCall";

  constructor(
    readonly status: number,
    readonly code: string | null,
    readonly headers: Headers,
  ) {
    super(`answered ${status}`);
  }
}

/**
 * Reads Google's error envelope: its status name is the code, and where there is no `retry-after` the wait stands in a
 * `RetryInfo`. A key that is not valid is refused with 400, which is an `auth` error all the same.
 */
export async function readRefusal(response: Response): Promise<Error> {
  const { status, headers } = response;
  const parsed = wireRefusal.safeParse(await response.json().catch(() => null));
  const { status: code, details } = parsed.data?.error ?? { status: null, details: [] };
  if (status === 400 && details.some(({ reason }) => reason === "API_KEY_INVALID")) {
    const message = "The provider answered 400 (API_KEY_INVALID)";
    return new ProviderError("auth", message, { status, providerCode: "API_KEY_INVALID" });
  }
  const told = new Headers(headers);
  const seconds = details
    .map(({ retryDelay }) => secondsOf(retryDelay))
    .find((one) => one !== null);
  if (seconds !== undefined && !told.has("retry-after")) told.set("retry-after", seconds);
  return new RefusedCall(status, code, told);
}

/** A protobuf duration in JSON, for example `34.5s`. */
function secondsOf(duration: string | null): string | null {
  return /^(\d+(?:\.\d+)?)s$/.exec(duration ?? "")?.[1] ?? null;
}
