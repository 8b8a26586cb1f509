import { ZodError } from "zod";
import type { LearnedLimit } from "../core/learned-limit";
import { isProviderError, ProviderError, type ProviderErrorKind } from "../errors";
import { readLimit } from "./learned-limit";

/** What was tried, for the message and for the judgement of a lost answer. */
export interface ProviderCall {
  /** For example `create batch`. */
  readonly label: string;
  /** Whether a second call could make a second thing that is paid for. */
  readonly creates: boolean;
  /** Whether our own time limit ended the call. */
  readonly timedOut: boolean;
}

/** The longest wait that a provider may ask of us. SDKs obey `retry-after: 86400` for a day. */
export const MAX_RETRY_AFTER_MS = 15 * 60_000;

/**
 * Turns whatever a provider's SDK or `fetch` threw into a `ProviderError`. The message and the cause hold
 * codes only, because an answer may quote a prompt. A call that creates something and whose answer was lost,
 * or was 408, 409, 5xx or not understood, is `ambiguous`: it may have been carried out.
 */
export function toProviderError(error: unknown, call: ProviderCall): ProviderError {
  // An SDK wraps what our own connections refused.
  const own = causes(error).find(isProviderError);
  if (own) return own;
  const answer = readAnswer(error);
  if (answer !== null) return answerError(answer, call);
  if (call.timedOut) return lostError("timeout", "gave no answer in time", call);
  if (error instanceof SyntaxError) return lostError("server", "sent an answer cut short", call);
  if (error instanceof ZodError) {
    return lostError("unknown", "sent an answer of another shape", call, error);
  }
  return connectionError(error, call);
}

interface Answer {
  readonly status: number;
  readonly code: string | null;
  readonly param: string | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  readonly limit: LearnedLimit | null;
}

/** The HTTP answer inside an SDK's error; the SDKs of OpenAI, Anthropic, Groq and Together are alike in this. */
function readAnswer(error: unknown): Answer | null {
  if (!(error instanceof Error) || !("status" in error)) return null;
  if (typeof error.status !== "number") return null;
  const headers = "headers" in error && error.headers instanceof Headers ? error.headers : null;
  const body = member(error, "error");
  // OpenAI's SDK lifts code and param onto the error, Groq's leaves them in the body: `{ error: { code, param } }`.
  const places = [error, body, member(body, "error")];
  const told = (name: "code" | "param") =>
    places.map((place) => codeOf(member(place, name))).find((value) => value !== null) ?? null;
  const code = told("code");
  return {
    status: error.status,
    code,
    param: told("param"),
    requestId: codeOf(headers?.get("x-request-id")),
    retryAfterMs: headers === null ? null : retryAfterMs(headers),
    limit: readLimit(code, error.message),
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** Codes of accounts that are full or out of money; they arrive with several statuses. */
const QUOTA_CODES: ReadonlySet<string> = new Set([
  "insufficient_quota",
  "billing_hard_limit_reached",
  "billing_not_active",
  "token_limit_exceeded",
]);

/** Refusals: the provider has said no, so nothing was carried out. */
const KIND_OF_STATUS: Readonly<Record<number, ProviderErrorKind | undefined>> = {
  401: "auth",
  402: "quota",
  403: "permission",
  404: "not_found",
  410: "not_found",
  413: "too_large",
  429: "rate_limited",
};

/** A 400 about one of these says that the staged file is gone or not yet visible: stage it again. */
const FILE_PARAMS: ReadonlySet<string | null> = new Set(["input_file_id", "file_id"]);

function answerError(answer: Answer, call: ProviderCall): ProviderError {
  const { status, code, param, requestId } = answer;
  const notes = [code, param && `about ${param}`, requestId].filter((note) => note !== null);
  const message = `${call.label}: the provider answered ${status}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
  return new ProviderError(kindOfAnswer(answer, call.creates), message, {
    status,
    ...(code === null ? {} : { providerCode: code }),
    ...(answer.retryAfterMs === null ? {} : { retryAfterMs: answer.retryAfterMs }),
    ...(answer.limit === null ? {} : { limit: answer.limit }),
  });
}

function kindOfAnswer({ status, code, param }: Answer, creates: boolean): ProviderErrorKind {
  if (code !== null && QUOTA_CODES.has(code)) return "quota";
  if (status === 400 && FILE_PARAMS.has(param)) return "not_found";
  return KIND_OF_STATUS[status] ?? kindOfUnsettled(status, creates);
}

/** The SDKs repeat calls after 408, 409 and 5xx, which is how one create becomes three batches. */
function kindOfUnsettled(status: number, creates: boolean): ProviderErrorKind {
  const refused = status >= 400 && status < 500 && status !== 408 && status !== 409;
  if (refused) return "invalid";
  if (creates) return "ambiguous";
  if (status === 408) return "timeout";
  return status < 400 ? "unknown" : "server";
}

function connectionError(error: unknown, call: ProviderCall): ProviderError {
  const chain = causes(error);
  const fault = chain.find((one) => stringField(one, "code") !== null);
  const code = stringField(fault, "code");
  const because = code === null ? "" : ` (${code})`;
  if (chain.some(neverSent)) {
    const message = `${call.label}: the provider cannot be reached${because}`;
    return new ProviderError("network", message, { cause: fault });
  }
  if (code !== null && TIMEOUT_CODES.has(code)) {
    return lostError("timeout", `gave no answer in time${because}`, call, fault);
  }
  return code === null
    ? lostError("unknown", "could not be asked", call, error)
    : lostError("network", `broke the connection${because}`, call, fault);
}

const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ETIMEDOUT",
]);

/** The connection was never made, so nothing can have been carried out. */
function neverSent(error: Error): boolean {
  const syscall = stringField(error, "syscall");
  return (
    syscall === "connect" ||
    syscall === "getaddrinfo" ||
    stringField(error, "code") === "UND_ERR_CONNECT_TIMEOUT"
  );
}

function lostError(
  kind: ProviderErrorKind,
  what: string,
  call: ProviderCall,
  cause?: unknown,
): ProviderError {
  const message = `${call.label}: the provider ${what}`;
  return new ProviderError(call.creates ? "ambiguous" : kind, message, { cause });
}

/** The error, its cause and theirs, the members of an aggregate included. */
function causes(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const members = error instanceof AggregateError ? error.errors : [];
  return [error, ...[error.cause, ...members].flatMap((one) => causes(one, depth + 1))];
}

function stringField(error: unknown, name: "code" | "syscall"): string | null {
  if (!(error instanceof Error)) return null;
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" ? value : null;
}

/** A code as the provider's own, unless it looks like anything else than a code. */
function codeOf(value: unknown): string | null {
  return typeof value === "string" && /^[\w.:[\]-]{1,100}$/.test(value) ? value : null;
}

/** `retry-after-ms`, else `retry-after` in seconds or as a date; never negative, never above our cap. */
function retryAfterMs(headers: Headers): number | null {
  const ms = numeric(headers.get("retry-after-ms"));
  const text = headers.get("retry-after");
  const seconds = numeric(text);
  const asked =
    ms ?? (seconds === null ? Date.parse(text ?? "") - Date.now() : Math.ceil(seconds * 1000));
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), MAX_RETRY_AFTER_MS) : null;
}

function numeric(text: string | null): number | null {
  if (text === null || text.trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
