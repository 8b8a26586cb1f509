/** What spreadsheets take for the start of a formula, also in the wide letters that some read as the narrow (OWASP, "CSV Injection"). */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

/** A text as a cell of CSV (RFC 4180), quoted where that needs it and never a formula when a spreadsheet opens it. */
export function csvText(value: string): string {
  const harmless = FORMULA_START.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
