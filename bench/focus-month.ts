/** The month that is filled and exported, of 30 days. */
export const LEDGER_MONTH = "2026-11";
