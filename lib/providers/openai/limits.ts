import type { BatchStorage, ProviderLimits } from "../provider";

/** Sources were read on 2026-11-23, unless another date is given. */
export const OPENAI_LIMITS: ProviderLimits = {
  // OpenAI batch guide: 50,000 requests and 200 MB a file. MB are read as decimal, the smaller of the two.
  minRequestsPerBatch: 1,
  maxRequestsPerBatch: 50_000,
  maxBytesPerBatch: 200_000_000,
  // No limit for one line is published; it cannot be longer than its file.
  maxBytesPerLine: 200_000_000,
  // The settings page of each account shows its real limit per model; the guide has no table. 2 M is what
  // users report for gpt-4o-mini in the lowest paid tier (community forum, 2024).
  maxTokensPerBatch: 2_000_000,
  completionWindowsHours: [24],
  // Output files expire after 30 days unless a create asks for less (API reference, `output_expires_after`).
  resultsKeptMs: 30 * 24 * 3600_000,
  // No lag of the list is documented; a minute is our own margin.
  listLagMs: 60_000,
};

/**
 * How long an uploaded request file may stay when nobody removes it, in seconds: a batch takes at most a day,
 * the rest is room for repairs. OpenAI takes 3,600 to 2,592,000 (API reference, Files).
 */
export const STAGED_FILE_SECONDS = 7 * 24 * 3600;

/** Request files are ours to expire (a week); files of results stay for 30 days (API reference, `output_expires_after`). */
export const OPENAI_BATCH_STORAGE: BatchStorage = { store: "files", keptMs: 30 * 24 * 3600_000 };
