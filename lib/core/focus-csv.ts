import { FOCUS_COLUMNS } from "./focus-columns";
import type { FocusRow } from "./focus-row";
import { harmlessCell } from "./formula";

const LINE_END = "\n";

/** The line of column names. */
export const FOCUS_CSV_HEAD = FOCUS_COLUMNS.map(({ name }) => name).join(",") + LINE_END;

/**
 * A row as a line of CSV (RFC 4180 with line feeds); null is an empty field. `neutralize`: no text is a formula to a
 * spreadsheet. Figures and times are never changed: a negative amount begins with its sign.
 */
export function focusCsvLine(row: FocusRow, neutralize: boolean): string {
  const cells = row.map((value, at) => {
    if (value === null) return "";
    if (!IS_TEXT[at]) return value;
    return quoted(neutralize ? harmlessCell(value) : value);
  });
  return cells.join(",") + LINE_END;
}

const IS_TEXT = FOCUS_COLUMNS.map(({ type: { kind } }) => kind === "text" || kind === "json");

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
