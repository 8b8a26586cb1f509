import type { BatchStorage, ProviderLimits } from "../provider";

/** Sources were read on 2026-11-23, unless another date is given. */
export const TOGETHER_LIMITS: ProviderLimits = {
  // Together batch guide and skill file (2026-08-18): 50,000 requests and 100 MB a file, 10 MB a line. MB are read as
  // decimal, the smaller of the two.
  minRequestsPerBatch: 1,
  maxRequestsPerBatch: 50_000,
  maxBytesPerBatch: 100_000_000,
  maxBytesPerLine: 10_000_000,
  // The same: 30 billion enqueued tokens per model.
  maxTokensPerBatch: 30_000_000_000,
  // Best effort within a day; it may take three (the same). Other windows are not documented.
  completionWindowsHours: [24],
  // Together batch guide: results are kept for 7 days (told by third parties, 2026).
  resultsKeptMs: 7 * 24 * 3600_000,
  // No lag of the list is documented; a minute is our own margin.
  listLagMs: 60_000,
};

/** Results are kept for 7 days (told by third parties, 2026). */
export const TOGETHER_BATCH_STORAGE: BatchStorage = { store: "files", keptMs: 7 * 24 * 3600_000 };
