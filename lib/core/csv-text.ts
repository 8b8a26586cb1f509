import { harmlessCell } from "./formula";

/** A text as a cell of CSV (RFC 4180), quoted where that needs it and never a formula when a spreadsheet opens it. */
export function csvText(value: string): string {
  const harmless = harmlessCell(value);
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
