/** How many tests went how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0 };

/** A check is one test. */
export const ONE_PASSED: Counts = { ...NOTHING, passed: 1 };

export function plus(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** `N passed, N failed`, and how many were skipped when some were. */
export function inWords({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** Tests failed; what they said was shown already or is in the message. */
export class TestsFailed extends Error {
  override readonly name = "TestsFailed";
  readonly counts: Counts;

  constructor(message: string, counts: Counts) {
    super(message);
    this.counts = { ...counts, failed: Math.max(1, counts.failed) };
  }
}
