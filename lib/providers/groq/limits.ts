import type { BatchStorage, ProviderLimits } from "../provider";

/** Sources were read on 2026-11-23, unless another date is given. */
export const GROQ_LIMITS: ProviderLimits = {
  // Groq batch guide (2026-10): 50,000 lines a file.
  minRequestsPerBatch: 1,
  maxRequestsPerBatch: 50_000,
  // The guide of 2026-10 says 200 MB, groq-sdk 1.6.0 and the API reference in it 100 MB: the smaller holds.
  maxBytesPerBatch: 100_000_000,
  // No limit for one line is published; it cannot be longer than its file.
  maxBytesPerLine: 100_000_000,
  // No limit of enqueued tokens is published; a token is at least one byte of the file, so this is none.
  maxTokensPerBatch: 100_000_000,
  // groq-sdk 1.6.0: durations from 24h to 7d.
  completionWindowsHours: [24, 48, 72, 96, 120, 144, 168],
  // Groq batch guide: files are kept for 30 days.
  resultsKeptMs: 30 * 24 * 3600_000,
  // No lag of the list is documented; a minute is our own margin.
  listLagMs: 60_000,
};

/** Files are kept for 30 days (batch guide). */
export const GROQ_BATCH_STORAGE: BatchStorage = { store: "files", keptMs: 30 * 24 * 3600_000 };
