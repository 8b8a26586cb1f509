import { enqueuedLimitDelayMs, pollDelayMs } from "./retry";

/** The part of a provider's snapshot that decides; its `BatchSnapshot` fits. */
export interface SeenBatch {
  readonly phase:
    | { readonly kind: "running" }
    | {
        readonly kind: "ended";
        readonly ending: "completed" | "failed" | "expired" | "cancelled";
      };
  readonly counts: ProviderCounts | null;
  readonly createdAtMs: number;
  readonly errors: readonly BatchFault[];
  readonly resultFileIds: readonly string[];
}

export interface ProviderCounts {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
}

export interface BatchFault {
  readonly code: string;
  /** Physical line of the request file, from 1. */
  readonly line: number | null;
}

export type AfterSnapshot =
  /** Look again. */
  | { readonly kind: "poll"; readonly delayMs: number }
  /** Read the results; rows without a line are missing. */
  | { readonly kind: "collect" }
  /** Refused for want of room: send it again, without using an attempt. */
  | { readonly kind: "resubmit"; readonly delayMs: number }
  /** Nothing ran and nothing will: every row failed with this code and is not sent again. */
  | { readonly kind: "fail-rows"; readonly code: string }
  /** Nothing ran because of these lines: their rows failed, the others are missing and may be sent again. */
  | { readonly kind: "fail-lines"; readonly lines: readonly LineFault[] };

export interface LineFault {
  readonly line: number;
  readonly code: string;
}

export const TOKEN_LIMIT_CODE = "token_limit_exceeded";

/** Faults of the account or of the whole batch, whatever line they name (OpenAI, read 2026-11-23). */
const WHOLE_BATCH_CODES = new Set([
  "authentication_error",
  "billing_hard_limit_reached",
  "billing_not_active",
  "empty_file",
  "insufficient_quota",
  "invalid_api_key",
  "mismatched_model",
  "model_mismatch",
  "model_not_found",
  "permission_denied",
  "too_many_tasks",
]);

/** Faults of the provider itself: the rows are as good as missing. */
const SERVER_CODES = new Set(["internal_error", "server_error", "service_unavailable", "timeout"]);

/**
 * What to do with a batch after looking at it. Results are collected after every ending that has any.
 * `waits` counts earlier refusals for want of room; `speed` is as in `pollDelayMs`.
 */
export function afterSnapshot(
  batch: { readonly waits: number; readonly speed?: number },
  seen: SeenBatch,
  nowMs: number,
): AfterSnapshot {
  if (seen.phase.kind === "running") return { kind: "poll", delayMs: nextPoll(batch, seen, nowMs) };
  if (seen.phase.ending !== "failed" || seen.resultFileIds.length > 0) return { kind: "collect" };
  if (seen.errors.some((error) => error.code === TOKEN_LIMIT_CODE)) {
    return { kind: "resubmit", delayMs: enqueuedLimitDelayMs(batch.waits + 1) };
  }
  return afterFault(seen.errors);
}

function nextPoll({ speed }: { speed?: number }, seen: SeenBatch, nowMs: number): number {
  const { counts } = seen;
  const progress = counts && { done: counts.completed + counts.failed, total: counts.total };
  return pollDelayMs({ ageMs: nowMs - seen.createdAtMs, progress, speed });
}

function afterFault(errors: readonly BatchFault[]): AfterSnapshot {
  const whole = errors.find((error) => error.line === null || WHOLE_BATCH_CODES.has(error.code));
  if (whole && SERVER_CODES.has(whole.code)) return { kind: "collect" };
  if (whole) return { kind: "fail-rows", code: whole.code };
  const lines = errors.flatMap(({ line, code }) => (line === null ? [] : [{ line, code }]));
  return lines.length > 0 ? { kind: "fail-lines", lines } : { kind: "collect" };
}

/**
 * Whether the result lines of our own rows, each counted once, cover what the provider says it ran. A count that is
 * not stated covers anything. A file that is not complete yet has fewer lines: then it is read again.
 */
export function coverage(lines: number, counts: ProviderCounts | null): "complete" | "reread" {
  return counts && lines < counts.completed + counts.failed ? "reread" : "complete";
}
