/**
 * What spreadsheets take for the start of a formula, or of a cell that holds one, also in the wide letters that some read
 * as the narrow (OWASP, "CSV Injection", as of August 2025).
 */
export const FORMULA_STARTS = [
  "=",
  "+",
  "-",
  "@",
  "\t",
  "\r",
  "\n",
  "＝",
  "＋",
  "－",
  "＠",
] as const;

const STARTS: ReadonlySet<string> = new Set(FORMULA_STARTS);

/** A text that no spreadsheet computes: an apostrophe before what would begin a formula, as OWASP advises. */
export function harmlessCell(text: string): string {
  return STARTS.has(text.charAt(0)) ? `'${text}` : text;
}
