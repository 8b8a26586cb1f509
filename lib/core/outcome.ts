/** What became of a row, for good. A row without one is pending. */
export const ROW_OUTCOMES = ["succeeded", "failed", "expired", "cancelled"] as const;

export type RowOutcome = (typeof ROW_OUTCOMES)[number];

/** Counts of a job or batch. Row conservation: `rows` is always the sum of the others. */
export interface RowCounts {
  readonly rows: number;
  readonly pending: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly expired: number;
  readonly cancelled: number;
}

/** What a provider's result line says about a row, before it is judged. */
export interface ResultFacts {
  /** HTTP status of the single request, null when it never ran. */
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly finishReason: string | null;
  readonly refused: boolean;
  readonly hasText: boolean;
}

/** The judgement of one result line. */
export interface Verdict {
  readonly outcome: RowOutcome;
  /** Stable code for people and reports, null when the row succeeded. */
  readonly code: string | null;
  /** Whether sending the row again can help: missing, expired, cut off by the network, 408, 409, 429 and 5xx only. */
  readonly retryable: boolean;
  /** The provider states that it bills nothing for such a row: usage that it does not name is none, not unknown. */
  readonly free?: true;
}

/** The code given to a row for which the provider returned no line at all. */
export const MISSING_ROW_CODE = "missing_result";

/** The code of a row that its user cancelled before it was sent. */
export const CANCELLED_ROW_CODE = "cancelled_before_sending";
