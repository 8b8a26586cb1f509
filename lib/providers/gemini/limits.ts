import type { BatchStorage, ProviderLimits } from "../provider";

/**
 * A larger request file is uploaded, in bytes. Requests in the create may have less than 20 MB with all around them (Gemini
 * batch guide, read 2026-11-23). This is a fifth of it, because their answers, which may be far larger, come with every
 * look at the batch once it has ended, and with every list that it stands in until it is removed.
 */
export const INLINE_MAX_BYTES = 4_000_000;

/** Sources were read on 2026-11-23, unless another date is given. */
export const GEMINI_LIMITS: ProviderLimits = {
  minRequestsPerBatch: 1,
  // No number is published for the Gemini API (Vertex takes 200,000). This one is ours: a batch that expires gives
  // nothing back, so it should not be all of a large job.
  maxRequestsPerBatch: 50_000,
  // Gemini batch guide: an input file of at most 2 GB. Read as decimal, the smaller of the two.
  maxBytesPerBatch: 2_000_000_000,
  // No limit for one line is published. The guide sends requests of 20 MB and more through files; we stay below it.
  maxBytesPerLine: 20_000_000,
  // Enqueued tokens depend on model and tier; 3 M is what is told of a Flash model in the lowest paid tier
  // (third-party articles, 2026).
  maxTokensPerBatch: 3_000_000,
  // Gemini batch guide: a target of 24 hours that cannot be chosen; a batch expires after 48.
  completionWindowsHours: [24],
  // Gemini API, Files: what is stored goes after 48 hours.
  resultsKeptMs: 48 * 3600_000,
  // No lag of the list is documented; a minute is our own margin.
  listLagMs: 60_000,
};

/** The most stop sequences of a request (Gemini API reference, GenerationConfig, read 2026-11-23). */
export const MAX_STOP_SEQUENCES = 5;

/** Files go after 48 hours (Gemini API, Files); small batches hold their requests themselves. */
export const GEMINI_BATCH_STORAGE: BatchStorage = { store: "files", keptMs: 48 * 3600_000 };
