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
