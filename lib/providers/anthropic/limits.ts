import type { BatchStorage, ProviderLimits } from "../provider";

/** The longest body that the batches endpoint takes, in bytes. MB are read as decimal, the smaller of the two. */
const MAX_BODY_BYTES = 256_000_000;

/** What a create has around its request lines: `{"requests":[` and `]}`. */
const AROUND_BYTES = 16;

/** Sources were read on 2026-11-23, unless another date is given. */
export const ANTHROPIC_LIMITS: ProviderLimits = {
  // Anthropic batch guide: 100,000 requests or 256 MB a batch, whichever comes first.
  minRequestsPerBatch: 1,
  maxRequestsPerBatch: 100_000,
  maxBytesPerBatch: MAX_BODY_BYTES - AROUND_BYTES,
  // Anthropic API overview, request size limits: 32 MB for one message; no other figure is given for one of a batch.
  maxBytesPerLine: 32_000_000,
  // The queue is limited by requests (200,000 in the lowest tier), not by tokens (Anthropic rate limits page).
  maxTokensPerBatch: Number.MAX_SAFE_INTEGER,
  completionWindowsHours: [24],
  // Anthropic batch guide: results can be read for 29 days after the create of their batch.
  resultsKeptMs: 29 * 24 * 3600_000,
  // No lag of the list is documented; a minute is our own margin.
  listLagMs: 60_000,
};

/**
 * Every request must say how long its answer may be. Where ours says nothing it is this or the model's own maximum,
 * whichever is smaller: 32,000 tokens is the least that any model since Claude 4 can answer, and bounds what a row that
 * never stops may cost (maxima of LiteLLM's price list, copy of 2026-08-01).
 */
export const DEFAULT_MAX_TOKENS = 32_000;

/** Models whose answers are shorter than that, by the beginning of their names (the same list). */
export const SHORTER_ANSWERS: readonly (readonly [RegExp, number])[] = [
  [/^claude-3-(opus|sonnet|haiku)/, 4_096],
  [/^claude-3-5-/, 8_192],
];

/** The batch itself holds requests and results, for 29 days after its create (batch guide). */
export const ANTHROPIC_BATCH_STORAGE: BatchStorage = { store: "batch", keptMs: 29 * 24 * 3600_000 };
