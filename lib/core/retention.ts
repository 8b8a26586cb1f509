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

/** When something that ended at `since` is removed; null: never, or not as long as it goes on. */
export function removalTime(since: Date | null, days: number | null): Date | null {
  return since === null || days === null ? null : new Date(since.getTime() + days * DAY_MS);
}

/** What ended before this time is past its days; null: nothing ever is. */
export function pastSince(nowMs: number, days: number | null): Date | null {
  return days === null ? null : new Date(nowMs - days * DAY_MS);
}
