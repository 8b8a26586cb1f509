/** What stands in a prompt for a column; null when no mark can name it (braces or outer spaces in its name). */
export function columnMark(name: string): string | null {
  return name === "" || /[{}]/.test(name) || name.trim() !== name ? null : `{{${name}}}`;
}

/** A text after an insertion, and where the caret goes. Offsets are in UTF-16 units, as in a text field. */
export interface Insertion {
  readonly text: string;
  readonly caret: number;
}

/** Puts `inserted` in the place of the selection from `start` to `end`. */
export function insertAt(text: string, start: number, end: number, inserted: string): Insertion {
  const from = Math.min(Math.max(start, 0), text.length);
  const to = Math.min(Math.max(end, from), text.length);
  return {
    text: text.slice(0, from) + inserted + text.slice(to),
    caret: from + inserted.length,
  };
}
