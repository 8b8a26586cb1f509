import type { Money } from "./money";

/** What `LedgerLine` and every sum of ledger entries have in common. */
export interface Booked {
  readonly usable: boolean;
  readonly billed: Money;
  readonly realtime: Money;
  readonly simulated: boolean;
}

export interface Savings {
  readonly billed: Money;
  /** List real-time cost of what succeeded. */
  readonly realtime: Money;
  /** `realtime` − `billed`, always; negative when the waste outweighs the discount. */
  readonly savings: Money;
  /** The part of `billed` that bought no usable result. */
  readonly waste: Money;
}

export const NO_SAVINGS: Savings = { billed: 0n, realtime: 0n, savings: 0n, waste: 0n };

/** Sums ledger entries. Throws a RangeError when simulated and real money would be added. */
export function sumSavings(entries: readonly Booked[]): Savings {
  let billed = 0n;
  let realtime = 0n;
  let waste = 0n;
  for (const entry of entries) {
    if (entry.simulated !== entries[0]?.simulated) {
      throw new RangeError("simulated money is never added to real money");
    }
    billed += entry.billed;
    if (entry.usable) realtime += entry.realtime;
    else waste += entry.billed;
  }
  return { billed, realtime, savings: realtime - billed, waste };
}
