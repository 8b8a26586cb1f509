import type { BatchStorage, ProviderLimits } from "../provider";

/** Azure's how-to for batch and its page of limits (2026-03), read on 2026-11-23, unless another source is given. */
export const AZURE_LIMITS: ProviderLimits = {
  minRequestsPerBatch: 1,
  maxRequestsPerBatch: 100_000,
  // 200 MB for an uploaded file; MB are read as decimal, the smaller of the two. 1 GB needs the customer's own storage.
  maxBytesPerBatch: 200_000_000,
  // No limit for one line is published; it cannot be longer than its file.
  maxBytesPerLine: 200_000_000,
  // Each deployment has its own quota. 50 M is that of a subscription paid by card, for every model in the table.
  maxTokensPerBatch: 50_000_000,
  // A target only: a job runs on after it until it is done or cancelled.
  completionWindowsHours: [24],
  // Files stay unless a create asks for less, at most 30 days then: what is not found after those was removed.
  resultsKeptMs: 30 * 24 * 3600_000,
  // No lag of the list is documented; a minute is our own margin.
  listLagMs: 60_000,
};

/**
 * How long an uploaded request file may stay when nobody removes it, in seconds: the least that Azure takes (14 to 30
 * days). Without it a resource holds 500 input files, with it 10,000.
 */
export const STAGED_FILE_SECONDS = 14 * 24 * 3600;

/** Files of results do not expire unless asked (how-to for batch, 2026-03). */
export const AZURE_BATCH_STORAGE: BatchStorage = { store: "files", keptMs: null };
