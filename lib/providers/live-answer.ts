import { isProviderError, type ProviderError } from "../errors";
import { create } from "./guard";
import { toProviderError } from "./http";
import { HttpRefusal } from "./http-refusal";
import { anyFields } from "./live-request";

/** What came of one request in real time. `refused`: this very request, so that any other may do. */
export type LiveAnswer =
  | {
      readonly kind: "answered" | "refused";
      readonly status: number;
      readonly headers: Headers;
      /** The body as it was sent, in one line. Null: a refusal that is no JSON object. */
      readonly json: string | null;
    }
  | { readonly kind: "too_long" };

export interface LiveCall {
  /** The one POST. It hands over every answer, whatever its status (`liveFetch`). */
  post(signal: AbortSignal): Promise<Response>;
  /** Throws `not_found` where the address is wrong; see `provenOnce`. */
  proveAddress(): Promise<unknown>;
  /** A refusal in the form that `toProviderError` reads; left out: `HttpRefusal`. */
  refusal?(status: number, headers: Headers, body: string): Error | Promise<Error>;
}

/**
 * Sends one request and judges its answer. What says nothing against the request itself is thrown as `ProviderError`. An
 * answer that was lost is `ambiguous`, because it may be on the bill. So is a time-out of a gateway; any other 408, 409 or
 * 5xx is the provider's word that there is none.
 */
export async function askLive(timeoutMs: number, asked: LiveCall): Promise<LiveAnswer> {
  const label = "complete";
  const { status, headers, body } = await create(label, timeoutMs, async (signal) =>
    readResponse(await asked.post(signal)),
  );
  const isSuccess = status >= 200 && status < 300;
  // An answer that is too long was paid for, and another would be no shorter: the row has failed.
  if (isSuccess && body === null) return { kind: "too_long" };
  if (isSuccess) return { kind: "answered", status, headers, json: body };
  const refusal =
    (await asked.refusal?.(status, headers, body ?? "")) ??
    new HttpRefusal(status, headers, body ?? "");
  const creates = GATEWAY_TIMEOUTS.has(status);
  const error = toProviderError(refusal, { label, creates, timedOut: false });
  const json = body === null ? null : asObject(body);
  if (!isOfRequest(status, error, json)) throw error;
  if (status === 404) await proveAddress(asked, error);
  return { kind: "refused", status, headers, json };
}

/** Asks until it has succeeded for the first time. */
export function provenOnce(knock: () => Promise<unknown>): () => Promise<void> {
  let proven = false;
  return async () => {
    if (proven) return;
    await knock();
    proven = true;
  };
}

/** 504, and those of Cloudflare, which stands before several providers: whoever worked on it may have gone on. */
const GATEWAY_TIMEOUTS: ReadonlySet<number> = new Set([504, 522, 524]);

const OF_REQUEST: ReadonlySet<number> = new Set([400, 404, 413, 422]);

/** Kinds of refusals that the next request would meet as well. */
const OF_ACCOUNT: ReadonlySet<string> = new Set(["auth", "permission", "quota", "rate_limited"]);

function isOfRequest(status: number, { kind }: ProviderError, json: string | null): boolean {
  if (status === 403) return json !== null && isFlagged(json);
  if (!OF_REQUEST.has(status) || OF_ACCOUNT.has(kind)) return false;
  return status !== 404 || (json !== null && tellsError(json));
}

/**
 * A 403 that means the words of the request: OpenRouter's moderation tells its reasons (guide to errors, read 2026-11-23).
 * Any other 403 is the key's.
 */
function isFlagged(json: string): boolean {
  const { error } = anyFields.parse(JSON.parse(json));
  const { metadata } = anyFields.catch({}).parse(error);
  return Array.isArray(anyFields.catch({}).parse(metadata).reasons);
}

/** Whether an API has worded a 404; a server that lacks the path answers with a page, or FastAPI's `{"detail": …}`. */
function tellsError(json: string): boolean {
  const { error, object } = anyFields.parse(JSON.parse(json));
  return error !== undefined || object === "error";
}

/** A model that is not there and a path that is not there look alike: only where another path is there it is the model. */
async function proveAddress({ proveAddress: prove }: LiveCall, unproven: ProviderError) {
  try {
    await prove();
  } catch (error) {
    if (!isProviderError(error) || error.kind === "invalid") throw unproven;
    // A key may be kept from this list; the address is right.
    if (error.kind === "permission") return;
    throw error.kind === "not_found" ? unproven : error;
  }
}

/** Result lines of more than 32 MiB are not read (lake/copy-lines.ts); the rest is room for what is around the body. */
const MAX_ANSWER_BYTES = 31 * 1024 * 1024;

/** `body` is null where it is longer than may be; the rest is not read then. A success is a JSON object, in one line. */
async function readResponse(response: Response) {
  const { status, headers } = response;
  const text = await readText(response);
  if (text === null || status < 200 || status >= 300) return { status, headers, body: text };
  anyFields.parse(JSON.parse(text));
  return { status, headers, body: oneLine(text) };
}

async function readText({ body }: Response): Promise<string | null> {
  if (body === null) return "";
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString("utf8");
    bytes += value.length;
    if (bytes > MAX_ANSWER_BYTES) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
}

function asObject(text: string): string | null {
  try {
    anyFields.parse(JSON.parse(text));
    return oneLine(text);
  } catch {
    return null;
  }
}

/** In JSON a line break stands between values only, so that it may go; numbers and escapes stay as they were. */
function oneLine(json: string): string {
  return json.replace(/[\r\n]+/g, "").trim();
}
