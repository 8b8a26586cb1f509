import { MOST_RETENTION_DAYS } from "../../lib/core/retention";

export const RETENTION_FIELDS = ["uploadDays", "resultsDays", "rawDays"] as const;
export type RetentionField = (typeof RETENTION_FIELDS)[number];

/** A number of days as people type it: null for nothing typed, which keeps for ever; undefined for what is no such number. */
export function readDays(text: string): number | null | undefined {
  const typed = text.trim();
  if (typed === "") return null;
  const days = Number(typed);
  const fits = /^\d+$/.test(typed) && days >= 1 && days <= MOST_RETENTION_DAYS;
  return fits ? days : undefined;
}

/** Whether something is removed sooner by the second number than by the first; null keeps for ever. */
export const isSooner = (before: number | null, after: number | null): boolean =>
  after !== null && (before === null || after < before);
