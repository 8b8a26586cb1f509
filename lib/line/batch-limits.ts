import { channelOf } from "../core/strategy";
import type { JobRecord } from "../db/job";
import type { ProviderLimits } from "../providers/provider";
import type { Runtime } from "../runtime";

/**
 * A part of a job whose rows are sent one by one: small enough that a job of some ten thousand rows is shared by several
 * workers and shows what it cost while it goes on, large enough that settling is rare.
 */
const PART_ROWS = 5_000;
/** A part's requests lie on the worker's disk, and its answers, of about that size, are read at once. */
const PART_BYTES = 32_000_000;

/** What one batch of a job may hold: the provider's limits, or our own where rows are sent one by one. */
export function batchLimits(
  { provider }: Pick<Runtime, "provider">,
  job: Pick<JobRecord, "provider" | "strategy">,
): ProviderLimits {
  const { limits } = provider(job.provider);
  if (channelOf(job.strategy) === "batch") return limits;
  return {
    ...limits,
    minRequestsPerBatch: 1,
    maxRequestsPerBatch: PART_ROWS,
    maxBytesPerBatch: PART_BYTES,
    maxTokensPerBatch: Number.MAX_SAFE_INTEGER,
  };
}
