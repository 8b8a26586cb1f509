import type { BatchStorage, ProviderLimits } from "../provider";

/** Sources were read on 2026-11-23, unless another date is given. Quotas differ by model and region, and most can be raised. */
export const BEDROCK_LIMITS: ProviderLimits = {
  // Amazon Bedrock service quotas: at least 100 records in a job, at most 100,000 in its one file.
  minRequestsPerBatch: 100,
  maxRequestsPerBatch: 100_000,
  // The same page: 1 GB an input file. GB are read as decimal, the smaller of the two.
  maxBytesPerBatch: 1_000_000_000,
  // No limit for one line is published; Claude's messages are limited to 20 MB a request on Bedrock (Anthropic, Claude on
  // Amazon Bedrock).
  maxBytesPerLine: 20_000_000,
  // No quota of tokens is published for batch inference.
  maxTokensPerBatch: Number.MAX_SAFE_INTEGER,
  // `timeoutDurationInHours` is 24 to 168 (API reference, CreateModelInvocationJob).
  completionWindowsHours: [24, 48, 72, 96, 120, 144, 168],
  // Results lie in the customer's bucket, whose own rules may remove them: a month is our own margin.
  resultsKeptMs: 30 * 24 * 3600_000,
  // No lag of the list is documented; a minute is our own margin.
  listLagMs: 60_000,
};

/** Claude must be told how long an answer may be; where ours says nothing it is this, or the model's own maximum. */
export const DEFAULT_MAX_TOKENS = 32_000;

/** The longest answers, in tokens, by the beginning of the model's own name (LiteLLM's price list, copy of 2026-08-01). */
export const LONGEST_ANSWERS: readonly (readonly [RegExp, number])[] = [
  [/^anthropic\.claude-(3-(opus|sonnet|haiku)|3-5-sonnet-20240620)/, 4096],
  [/^anthropic\.claude-3-/, 8192],
  [/^meta\.llama3-1-(8b|70b)/, 2048],
  [/^meta\.llama3-\d/, 4096],
  [/^meta\.llama4-/, 4096],
  // Llama 3 itself (API reference of its bodies).
  [/^meta\.llama/, 2048],
  [/^amazon\.nova-2-/, 64_000],
  [/^amazon\.nova-/, 10_000],
  [/^anthropic\.claude-opus-4-(1-|2025)/, 32_000],
  [/^anthropic\.claude-/, 64_000],
];

/** Objects lie in the customer's bucket, whose own rules may remove them. */
export const BEDROCK_BATCH_STORAGE: BatchStorage = { store: "bucket", keptMs: null };
