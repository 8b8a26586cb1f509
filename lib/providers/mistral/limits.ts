import type { BatchStorage, ProviderLimits } from "../provider";

/** Sources were read on 2026-11-23, unless another date is given. */
export const MISTRAL_LIMITS: ProviderLimits = {
  minRequestsPerBatch: 1,
  // Mistral's pages disagree: 1 million pending requests in a workspace (batch guide), at most 100,000 in a batch
  // (known limitations). The smaller figure is safe by both.
  maxRequestsPerBatch: 100_000,
  // Mistral, known limitations: 512 MB a file. MB are read as decimal, the smaller of the two.
  maxBytesPerBatch: 512_000_000,
  // No limit for one line is published; it cannot be longer than its file.
  maxBytesPerLine: 512_000_000,
  // Mistral counts pending requests and not their tokens (batch guide), so no batch is cut by tokens.
  maxTokensPerBatch: Number.MAX_SAFE_INTEGER,
  // `timeout_hours` is 24 unless given and must be less than 7 days (API reference).
  completionWindowsHours: [24, 48, 72, 96, 120, 144],
  // Mistral, known limitations: results can be downloaded for 24 hours; the batch guide says for ever.
  resultsKeptMs: 24 * 3600_000,
  // No lag of the list is documented; a minute is our own margin.
  listLagMs: 60_000,
};

/** The warmest that Mistral samples (API reference, chat completions); more is refused. */
export const MAX_TEMPERATURE = 1.5;

/** The pages disagree: results can be read for 24 hours (known limitations), or for ever (batch guide). */
export const MISTRAL_BATCH_STORAGE: BatchStorage = { store: "files", keptMs: null };
