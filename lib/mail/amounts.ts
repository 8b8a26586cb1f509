const MAX_DECIMALS = 12;

/** Dollars (a decimal string, as in the API) in the way of a language: at least two decimals, no digit dropped. */
export function showUsd(language: string, amount: string): string {
  const format = new Intl.NumberFormat(language, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: MAX_DECIMALS,
    useGrouping: "always",
  });
  // Intl reads a decimal string exactly; as a number it would lose digits.
  return format.format(amount as `${number}`);
}

export function showCount(language: string, count: number): string {
  return new Intl.NumberFormat(language, { useGrouping: "always" }).format(count);
}
