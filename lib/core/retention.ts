/** How many days something is kept in an organization; null: until somebody deletes it. */
export interface Retention {
  /** Files as they were uploaded, after their import. */
  readonly uploadDays: number | null;
  /** Results, and data that nothing was made of for as long. */
  readonly resultsDays: number | null;
  /** What providers returned, here and with them, after the end of its job. */
  readonly rawDays: number | null;
}

export const KEEP_EVERYTHING: Retention = { uploadDays: null, resultsDays: null, rawDays: null };

/** Ten years. */
export const MOST_RETENTION_DAYS = 3_650;

const DAY_MS = 24 * 60 * 60_000;

/** When something that ended then is removed, in epoch milliseconds; null: never, or not as long as it goes on. */
export function removalMs(endedMs: number | null, days: number | null): number | null {
  return endedMs === null || days === null ? null : endedMs + days * DAY_MS;
}

/** What ended before this time is past its days, in epoch milliseconds; null: nothing ever is. */
export function pastSinceMs(nowMs: number, days: number | null): number | null {
  return days === null ? null : nowMs - days * DAY_MS;
}
