import type { AfterSnapshot } from "../core/after-snapshot";
import type { JobRecord } from "../db/job";
import type { Runtime } from "../runtime";

/** How long after a create its absence from a listing proves nothing. */
export function quietMs({ settings, provider }: Runtime, job: Pick<JobRecord, "provider">): number {
  return settings.quietMs ?? provider(job.provider).limits.listLagMs;
}

/** When to look at a batch again: a simulated provider's time runs faster. */
export function pollDelayMs(
  { settings }: Runtime,
  { simulated }: Pick<JobRecord, "simulated">,
  next: Extract<AfterSnapshot, { kind: "poll" }>,
): number {
  return simulated ? settings.simulatedPollMs : next.delayMs;
}

/** The first look after a create. */
export const FIRST_POLL_MS = 5_000;

/** Requests that go out with the create are expected to leave at this pace at least. */
const INLINE_BYTES_PER_MS = 2_000;

/**
 * When a create that has not answered is given up. `inlineBytes`: of the requests that go out with it, 0 where they are
 * staged. Well before the claim may be taken over, however much there is to send.
 */
export function createTimeoutMs({ settings }: Runtime, inlineBytes: number): number {
  const wanted = settings.createTimeoutMs + inlineBytes / INLINE_BYTES_PER_MS;
  return Math.max(settings.createTimeoutMs, Math.min(wanted, settings.takeoverMs * 0.8));
}
