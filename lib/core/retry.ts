import { MISSING_ROW_CODE } from "./outcome";

/** The code given to a row whose result line ends in the middle. */
export const CUT_OFF_CODE = "cut_off";

/** The code of rows that the provider did not run within the window (OpenAI batch guide, read 2026-11-23). */
export const EXPIRED_CODE = "batch_expired";

const RETRYABLE_CODES = new Set([MISSING_ROW_CODE, CUT_OFF_CODE, EXPIRED_CODE]);

/**
 * Whether sending a row again can help: it is missing, expired or cut off, or was refused with 408, 409, 429
 * or 5xx. Nothing else: an answer that is paid for and disliked would only be paid for twice.
 */
export function isRetryable(statusCode: number | null, errorCode: string | null): boolean {
  if (statusCode === null) return errorCode !== null && RETRYABLE_CODES.has(errorCode);
  return [408, 409, 429].includes(statusCode) || (statusCode >= 500 && statusCode <= 599);
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How long a batch waits after its n-th refusal for want of room (from 1): 10 s, 20 s, 40 s … 10 minutes. */
export function enqueuedLimitDelayMs(refusals: number): number {
  return doubling(10 * SECOND, refusals, 10 * MINUTE);
}

/** How long to pause before the n-th repetition (from 1) of a call that failed and may be repeated: 1 s … 2 minutes. */
export function callRetryDelayMs(failures: number): number {
  return doubling(SECOND, failures, 2 * MINUTE);
}

/** The wait that a provider asks for, within reason: at least a second, at most 10 minutes; null when it asks for none. */
export function capRetryAfterMs(retryAfterMs: number | null | undefined): number | null {
  if (typeof retryAfterMs !== "number" || Number.isNaN(retryAfterMs)) return null;
  return Math.min(10 * MINUTE, Math.max(SECOND, retryAfterMs));
}

export interface PollInput {
  /** Since the provider created the batch. */
  readonly ageMs: number;
  /** Requests ended and requests in all, where the provider says. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  /** How many times faster than a real provider the other side runs; 1 for a real one. */
  readonly speed?: number;
}

/**
 * When to look at a running batch again: after a tenth of its age, sooner when its pace says that it ends
 * sooner (a third of the time left), between 5 s and 5 minutes. A faster clock divides all of it, down to 200 ms.
 */
export function pollDelayMs({ ageMs, progress, speed = 1 }: PollInput): number {
  const age = Math.max(0, ageMs) * speed;
  const delay = Math.min(age / 10, timeLeft(age, progress) / 3);
  const bounded = Math.min(5 * MINUTE, Math.max(5 * SECOND, delay));
  return Math.round(Math.max(200, bounded / speed));
}

function timeLeft(age: number, progress: PollInput["progress"]): number {
  if (!progress || progress.done <= 0 || progress.done >= progress.total) {
    return Number.POSITIVE_INFINITY;
  }
  return (age * (progress.total - progress.done)) / progress.done;
}

/** Pauses before each further reading of results that do not cover the provider's counts yet: three within 30 s. */
export const HARVEST_REREAD_DELAYS_MS = [2 * SECOND, 8 * SECOND, 20 * SECOND] as const;

/** The pause before the next reading after so many further ones, or null when enough were made. */
export function harvestRereadDelayMs(rereads: number): number | null {
  return HARVEST_REREAD_DELAYS_MS[rereads] ?? null;
}

function doubling(firstMs: number, times: number, capMs: number): number {
  return Math.min(capMs, firstMs * 2 ** Math.max(0, Math.min(times, 60) - 1));
}
