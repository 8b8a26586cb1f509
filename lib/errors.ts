/** Every way in which Tranche itself refuses or fails, with the HTTP status that tells it to a client. */
const APP_ERROR_STATUS = {
  invalid_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  idempotency_mismatch: 409,
  not_ready: 409,
  budget_exceeded: 409,
  /** The label of the data forbids the connection, or the way in which its rows would be sent. */
  label_forbids: 409,
  content_deleted: 410,
  payload_too_large: 413,
  unsupported_media: 415,
  rate_limited: 429,
  internal: 500,
  wrong_master_key: 500,
  storage_corrupt: 500,
  storage_unavailable: 503,
} as const;

export type AppErrorCode = keyof typeof APP_ERROR_STATUS;

/**
 * An error that a user or an operator is meant to read. The message says what to do and holds
 * nothing private: no prompt, no row, no key. `details` is sent to the client as it is.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: AppErrorCode;
  readonly details?: Record<string, unknown>;

  constructor(
    code: AppErrorCode,
    message: string,
    options: { details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, causeOf(options));
    this.code = code;
    if (options.details !== undefined) this.details = options.details;
  }
}

/** The HTTP status for a code. */
export function errorStatus(code: AppErrorCode): number {
  return APP_ERROR_STATUS[code];
}

/** Whether this is an `AppError`, also when a bundler has made a second copy of the class. */
export function isAppError(error: unknown): error is AppError {
  return (
    error instanceof Error &&
    error.name === "AppError" &&
    "code" in error &&
    typeof error.code === "string" &&
    Object.hasOwn(APP_ERROR_STATUS, error.code)
  );
}

/**
 * What the line does about an error of a provider: `retry` after a short pause, `wait` for room or
 * for the time that the provider named, `stop` and show it.
 */
const PROVIDER_ERROR_ACTION = {
  /** The key is not accepted. */
  auth: "stop",
  /** The key is accepted but may not do this. */
  permission: "stop",
  not_found: "stop",
  /** The provider refuses the request as it is written. */
  invalid: "stop",
  too_large: "stop",
  /** Too many requests at once. */
  rate_limited: "wait",
  /** A standing limit of the account is full (enqueued tokens, running batches); room appears as work ends. */
  quota: "wait",
  server: "retry",
  /** The connection failed before the call can have been carried out, or the call changes nothing. */
  network: "retry",
  /** No answer in time to a call that changes nothing. */
  timeout: "retry",
  /** The call may have been carried out: find out first, a repetition may be a second bill. */
  ambiguous: "stop",
  /** None of the above: stop, because repeating what is not understood may cost money. */
  unknown: "stop",
} as const;

export type ProviderErrorKind = keyof typeof PROVIDER_ERROR_ACTION;
export type ProviderErrorAction = (typeof PROVIDER_ERROR_ACTION)[ProviderErrorKind];

type ProviderErrorOptions = {
  status?: number;
  retryAfterMs?: number;
  providerCode?: string;
  limit?: ProviderError["limit"];
  cause?: unknown;
};

/** A failed call to a provider. Decide by `kind`, never by the message; the message holds no private content. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly kind: ProviderErrorKind;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** How long the provider asks to wait, in milliseconds, as it said it (the caller caps it). */
  readonly retryAfterMs?: number;
  /** The provider's own code, for people and for support. */
  readonly providerCode?: string;
  /** The limit that is full, where a refusal for want of room names it. */
  readonly limit?: { readonly kind: "enqueued_tokens"; readonly value: number };

  constructor(kind: ProviderErrorKind, message: string, options: ProviderErrorOptions = {}) {
    super(message, causeOf(options));
    this.kind = kind;
    if (options.status !== undefined) this.status = options.status;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    if (options.providerCode !== undefined) this.providerCode = options.providerCode;
    if (options.limit !== undefined) this.limit = options.limit;
  }
}

/** What to do about a kind of provider error. */
export function providerErrorAction(kind: ProviderErrorKind): ProviderErrorAction {
  return PROVIDER_ERROR_ACTION[kind];
}

/** Whether this is a `ProviderError`, also when a bundler has made a second copy of the class. */
export function isProviderError(error: unknown): error is ProviderError {
  return (
    error instanceof Error &&
    error.name === "ProviderError" &&
    "kind" in error &&
    typeof error.kind === "string" &&
    Object.hasOwn(PROVIDER_ERROR_ACTION, error.kind)
  );
}

function causeOf(options: { cause?: unknown }): ErrorOptions {
  return options.cause === undefined ? {} : { cause: options.cause };
}
