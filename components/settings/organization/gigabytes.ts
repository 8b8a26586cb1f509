const BYTES_PER_GIGABYTE = 1e9;
const NUMBER = /^\d{1,9}([.,]\d{1,9})?$/;

/** Bytes of an amount that somebody typed in gigabytes (of 10^9 bytes); null for none; undefined for what is no such amount. */
export function readGigabytes(typed: string): number | null | undefined {
  const text = typed.trim();
  if (text === "") return null;
  if (!NUMBER.test(text)) return undefined;
  return Math.round(Number(text.replace(",", ".")) * BYTES_PER_GIGABYTE);
}

/** The amount as it is typed, exactly; empty for none. */
export function asGigabytes(bytes: number | null): string {
  if (bytes === null) return "";
  const digits = bytes.toString().padStart(10, "0");
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, "");
}
