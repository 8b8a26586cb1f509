import { describe, expect, it } from "vitest";
import { ceilingOfRows, mayApprove, maySendAgain } from "./budget";

const NO_KEY = { key: null };
const key = (budget: bigint, committed: bigint | null) => ({ key: { budget, committed } });
const CAPPED = key(10n, 4n);
const bounded = (budget: bigint | null, ceiling: bigint) => ({
  ...{ budget, ceiling, maxOutputTokens: 1 },
});

describe("mayApprove", () => {
  it.each([
    [{ budget: null, ceiling: null, maxOutputTokens: null, ...NO_KEY }, { allowed: true }],
    [{ ...bounded(5n, 5n), ...NO_KEY }, { allowed: true }],
    [{ ...bounded(5n, 6n), ...NO_KEY }, { code: "ceiling_over_budget" }],
    [{ ...bounded(0n, 1n), ...NO_KEY }, { code: "ceiling_over_budget" }],
    ...[NO_KEY, CAPPED].flatMap((made) => [
      [
        { budget: 5n, ceiling: null, maxOutputTokens: null, ...made },
        { code: "max_output_tokens_required" },
      ],
      [
        { budget: 5n, ceiling: 1n, maxOutputTokens: null, ...made },
        { code: "max_output_tokens_required" },
      ],
      [{ budget: 5n, ceiling: null, maxOutputTokens: 1, ...made }, { code: "price_unknown" }],
      [{ ...bounded(5n, 6n), ...made }, { code: "ceiling_over_budget" }],
    ]),
    // A key's budget alone asks for the same.
    [
      { budget: null, ceiling: 1n, maxOutputTokens: null, ...CAPPED },
      { code: "max_output_tokens_required" },
    ],
    [{ budget: null, ceiling: null, maxOutputTokens: 1, ...CAPPED }, { code: "price_unknown" }],
    [{ ...bounded(null, 6n), ...CAPPED }, { allowed: true }],
    [{ ...bounded(null, 7n), ...CAPPED }, { code: "key_budget_exceeded" }],
    [{ ...bounded(7n, 7n), ...CAPPED }, { code: "key_budget_exceeded" }],
    [{ ...bounded(null, 0n), ...key(0n, 0n) }, { allowed: true }],
    [{ ...bounded(null, 1n), ...key(0n, 0n) }, { code: "key_budget_exceeded" }],
    // The budget was lowered below what is taken already.
    [{ ...bounded(null, 0n), ...key(3n, 4n) }, { code: "key_budget_exceeded" }],
    [{ ...bounded(null, 1n), ...key(10n, null) }, { code: "key_commitment_unknown" }],
  ] as [Parameters<typeof mayApprove>[0], object][])("%o: %o", (job, approval) =>
    expect(mayApprove(job)).toMatchObject(approval),
  );
});

describe("maySendAgain", () => {
  it.each([
    [null, null, { allowed: true }],
    [null, 9n, { allowed: true }],
    [CAPPED.key, null, { code: "price_unknown" }],
    [CAPPED.key, 6n, { allowed: true }],
    [CAPPED.key, 7n, { code: "key_budget_exceeded" }],
    [key(10n, null).key, 1n, { code: "key_commitment_unknown" }],
  ])("of %o, %d more: %o", (cap, more, approval) =>
    expect(maySendAgain(cap, more)).toMatchObject(approval),
  );
});

describe("ceilingOfRows", () => {
  it.each([
    [{ ceiling: 100n, rowCeiling: 30n }, 2, 60n],
    [{ ceiling: 100n, rowCeiling: 30n }, 4, 100n],
    [{ ceiling: 100n, rowCeiling: null }, 1, 100n],
    [{ ceiling: null, rowCeiling: null }, 1, null],
    [{ ceiling: 100n, rowCeiling: 30n }, 0, 0n],
  ])("%o, %d rows: %s", (job, rows, most) => expect(ceilingOfRows(job, rows)).toBe(most));
});
