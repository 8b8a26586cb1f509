/** So long an owner may still change their mind. */
export const GRACE_DAYS = 14;

const DAY_MS = 24 * 60 * 60_000;

/** When an organization may be removed whose deletion is asked for now. */
export const endOfGraceMs = (nowMs: number): number => nowMs + GRACE_DAYS * DAY_MS;

/** What a provider refused is asked of it again for so long, before the rest goes without. */
const PROVIDER_PATIENCE_MS = DAY_MS;

/** Whether a removal still waits for providers that refused to remove files. */
export const waitsForProviders = (deleteAfterMs: number, nowMs: number): boolean =>
  nowMs < deleteAfterMs + PROVIDER_PATIENCE_MS;

/** A receipt that no mail server takes for so long is given up: addresses are not kept for ever. */
const RECEIPT_PATIENCE_MS = 7 * DAY_MS;

export const givesUpReceipt = (endedAtMs: number, nowMs: number): boolean =>
  nowMs > endedAtMs + RECEIPT_PATIENCE_MS;
