import type { BatchStorage, ProviderLimits } from "../provider";

/** Each server sets its own; these are the defaults of Doubleword's Control Layer (its source, August 2026), else OpenAI's. */
export const COMPATIBLE_LIMITS: ProviderLimits = {
  minRequestsPerBatch: 1,
  maxRequestsPerBatch: 50_000,
  maxBytesPerBatch: 100_000_000,
  maxBytesPerLine: 100_000_000,
  // A token is at least one byte of the file, so this is none.
  maxTokensPerBatch: 100_000_000,
  completionWindowsHours: [24, 1],
  // Each server sets its own; 30 days is the longest that the Control Layer lets a file live.
  resultsKeptMs: 30 * 24 * 3600_000,
  // No lag of a list is documented; a minute is our own margin.
  listLagMs: 60_000,
};

/** Control Layer keeps files for a day unless asked for 1 hour to 30 days; a week leaves room for repairs. */
export const STAGED_FILE_SECONDS = 7 * 24 * 3600;

/** Each server sets its own, and may be one's own. */
export const COMPATIBLE_BATCH_STORAGE: BatchStorage = { store: "server", keptMs: null };
