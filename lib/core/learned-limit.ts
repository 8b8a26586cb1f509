/** A limit of an account that the provider names when it refuses for want of room. */
export interface LearnedLimit {
  /** `enqueued_tokens`: prompt tokens that all unfinished batches of one model may hold together. */
  readonly kind: "enqueued_tokens";
  readonly value: number;
}

/** For so long a batch is not cut larger than what a refusal said; accounts are moved to other limits, so not for ever. */
export const LEARNED_LIMIT_HOLDS_MS = 24 * 60 * 60_000;
