/**
 * How many requests may be in flight: one more for each window of answers, half as many after a loss, as TCP does (AIMD,
 * Chiu and Jain 1989). Requests carry rising numbers, from 0 in the order in which they are sent.
 */
export interface Window {
  /** At least 1, at most `most`; its whole part counts. */
  readonly size: number;
  readonly most: number;
  /** The first request that was sent after the last loss. */
  readonly calmFrom: number;
}

/** A window that begins at `first` requests. Throws a RangeError unless `most` is a whole number from 1. */
export function openWindow(most: number, first = most): Window {
  if (!Number.isSafeInteger(most) || most < 1) throw new RangeError("a window holds at least 1");
  return { size: Math.min(most, Math.max(1, first)), most, calmFrom: 0 };
}

/** How many more may be sent now. */
export function roomIn({ size }: Window, inFlight: number): number {
  return Math.max(0, Math.floor(size) - inFlight);
}

export function afterAnswer(window: Window): Window {
  return { ...window, size: Math.min(window.most, window.size + 1 / window.size) };
}

/**
 * Request number `lost` was refused for want of room, or got no answer; `sent` have been sent so far. The requests of one
 * window fail together, and count as one loss: `counts` is false for all of them but the first.
 */
export function afterLoss(
  window: Window,
  { lost, sent }: { readonly lost: number; readonly sent: number },
): { readonly window: Window; readonly counts: boolean } {
  if (lost < window.calmFrom) return { window, counts: false };
  const size = Math.max(1, window.size / 2);
  return { window: { ...window, size, calmFrom: sent }, counts: true };
}
