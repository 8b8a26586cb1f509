/** A number as exact text, the way `Intl.NumberFormat` takes it without going through a float. */
type NumericText = `${number}`;

const MONEY = /^-?\d+(\.\d{1,12})?$/;

/**
 * Dollars for reading: cents from one dollar up, four decimals from one cent up, below that two
 * significant digits, so that an amount that is not zero never reads as zero.
 * `amount`: a decimal string of dollars with up to 12 decimals.
 */
export function formatMoney(amount: string, locale: string): string {
  return formatter(locale, 2, readableDecimals(amount)).format(asNumericText(amount));
}

/** Dollars to the last decimal, and at least cents. `amount` as in `formatMoney`. */
export function formatMoneyExactly(amount: string, locale: string): string {
  return formatter(locale, 2, 12).format(asNumericText(amount));
}

/** -1, 0 or 1. */
export function signOfMoney(amount: string): -1 | 0 | 1 {
  if (!/[1-9]/.test(amount)) return 0;
  return amount.startsWith("-") ? -1 : 1;
}

/** The share of `part` in `whole`, from 0 to 1 (or below 0), for percentages and drawing only; null when `whole` is zero. */
export function moneyRatio(part: string, whole: string): number | null {
  return signOfMoney(whole) === 0 ? null : Number(part) / Number(whole);
}

function readableDecimals(amount: string): number {
  const [whole = "0", fraction = ""] = amount.replace("-", "").split(".");
  if (/[1-9]/.test(whole)) return 2;
  const leadingZeros = fraction.search(/[1-9]/);
  if (leadingZeros === -1) return 2;
  return leadingZeros < 2 ? 4 : Math.min(leadingZeros + 2, 12);
}

function asNumericText(amount: string): NumericText {
  if (!MONEY.test(amount)) throw new RangeError("Not a decimal amount of dollars");
  return amount as NumericText;
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(locale: string, least: number, most: number): Intl.NumberFormat {
  const key = `${locale}|${least}|${most}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  });
  formatters.set(key, made);
  return made;
}
