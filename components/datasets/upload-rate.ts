/** How much of a file had arrived at a moment. */
export interface RateSample {
  readonly atMs: number;
  readonly bytes: number;
}

/** Long enough to ride out one slow chunk, short enough to notice a changed connection. */
const WINDOW_MS = 8_000;

/** Adds a sample and forgets those outside the window; going backwards (a resumed upload) starts anew. */
export function addSample(samples: readonly RateSample[], sample: RateSample): RateSample[] {
  const last = samples.at(-1);
  if (last && sample.bytes < last.bytes) return [sample];
  return [...samples.filter((kept) => sample.atMs - kept.atMs <= WINDOW_MS), sample];
}

/** Bytes per second over the window; null until there is enough to say. */
export function bytesPerSecond(samples: readonly RateSample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.atMs - first.atMs < 500 || last.bytes === first.bytes) return null;
  return ((last.bytes - first.bytes) * 1_000) / (last.atMs - first.atMs);
}

/** Milliseconds until the rest has arrived at this speed; null while the speed is unknown. */
export function remainingMs(samples: readonly RateSample[], totalBytes: number): number | null {
  const rate = bytesPerSecond(samples);
  const done = samples.at(-1)?.bytes ?? 0;
  return rate === null ? null : (Math.max(0, totalBytes - done) / rate) * 1_000;
}
