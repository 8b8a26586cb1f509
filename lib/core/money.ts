/** An exact amount of money: a whole number of pico-dollars (10^-12 USD). */
export type Money = bigint;

const DECIMALS = 12;
const PICO_PER_USD = 10n ** BigInt(DECIMALS);
const TOKENS_PER_PRICE = 1_000_000n;
/** What `numeric(38,0)` holds. */
const MAX_DIGITS = 38;

const AMOUNT = /^(-?)(\d{1,26})(?:\.(\d{1,12}))?$/;

/**
 * Reads a decimal string of dollars, exactly. At most 12 decimals, no exponent, no `+`, no spaces.
 * Throws a RangeError that says what is wrong with the text.
 */
export function parseUsd(text: string): Money {
  const match = AMOUNT.exec(text);
  if (!match) throw new RangeError(amountProblem(text));
  const [, sign, whole = "", fraction = ""] = match;
  const pico = BigInt(whole) * PICO_PER_USD + BigInt(fraction.padEnd(DECIMALS, "0"));
  return sign ? -pico : pico;
}

function amountProblem(text: string): string {
  const shown = JSON.stringify(text.slice(0, 60));
  if (/^-?\d*\.\d{13,}$/.test(text)) return `amount ${shown} has more than ${DECIMALS} decimals`;
  if (/^-?[\d.]+e[+-]?\d+$/i.test(text)) return `amount ${shown} has an exponent`;
  if (/^-?\d{27,}(\.\d+)?$/.test(text)) return `amount ${shown} is over ${MAX_DIGITS} digits`;
  return `amount ${shown} is not a decimal number of dollars such as "12.5"`;
}

/** Dollars as a decimal string: unrounded, up to 12 decimals, no exponent, no needless zeros. */
export function formatUsd(money: Money): string {
  const size = money < 0n ? -money : money;
  const fraction = (size % PICO_PER_USD).toString().padStart(DECIMALS, "0").replace(/0+$/, "");
  const whole = (size / PICO_PER_USD).toString();
  return `${money < 0n ? "-" : ""}${whole}${fraction && `.${fraction}`}`;
}

export function sumMoney(amounts: Iterable<Money>): Money {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/**
 * A list price in dollars per million tokens as pico-dollars per token; the two are the same integer when
 * the price is counted in micro-dollars. Throws a RangeError for more than 6 decimals or a negative price.
 */
export function usdPerMillion(text: string): Money {
  const pico = parseUsd(text);
  if (pico < 0n) throw new RangeError(`price ${text} is negative`);
  if (pico % TOKENS_PER_PRICE !== 0n) throw new RangeError(`price ${text} is over 6 decimals`);
  return pico / TOKENS_PER_PRICE;
}

/** The other way round: what a million tokens cost at a price in pico-dollars per token. */
export function perMillionTokens(picoPerToken: bigint): Money {
  return picoPerToken * TOKENS_PER_PRICE;
}
