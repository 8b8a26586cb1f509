import type { Money } from "./money";

/** What becomes of a key, for people and for programs that watch over theirs. */
export const KEY_STATUSES = ["active", "expiring", "rotating", "expired", "revoked"] as const;
export type KeyStatus = (typeof KEY_STATUSES)[number];

const DAY_MS = 86_400_000;

/** How long before its end a key is said to run out: long enough to replace it in peace. */
export const EXPIRING_MS = 14 * DAY_MS;

/**
 * `expiring` goes before `rotating`: of the two it is what ends the key as a whole. The secret before a rotation holds
 * until `previousUntil`, and is not told by this.
 */
export function keyStatus(
  key: {
    readonly revoked: boolean;
    readonly expiresAtMs: number | null;
    readonly previousUntilMs: number | null;
  },
  nowMs: number,
): KeyStatus {
  if (key.revoked) return "revoked";
  const leftMs = (key.expiresAtMs ?? Number.POSITIVE_INFINITY) - nowMs;
  if (leftMs <= 0) return "expired";
  if (leftMs <= EXPIRING_MS) return "expiring";
  return (key.previousUntilMs ?? 0) > nowMs ? "rotating" : "active";
}

/** What bounds a key beside its scopes and team. Null: nothing does. */
export interface KeyLimits {
  /** The most that jobs made with it may cost in all. */
  readonly budget: Money | null;
  readonly expiresAtMs: number | null;
}

/**
 * What keeps a key from handing on these limits; null when nothing does. One with a budget hands on none, since a budget
 * beside its own would add to it; one that runs out hands on nothing that outlives it.
 */
export function beyondLimits(
  given: Partial<KeyLimits>,
  giver: KeyLimits,
): "budgetUsd" | "expiresAt" | null {
  if (given.budget !== undefined && giver.budget !== null) return "budgetUsd";
  if (given.expiresAtMs === undefined || giver.expiresAtMs === null) return null;
  const outlives = given.expiresAtMs === null || given.expiresAtMs > giver.expiresAtMs;
  return outlives ? "expiresAt" : null;
}
