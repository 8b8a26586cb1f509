const LONGEST_NAME = 200;

/** A name from outside as it is kept and shown: one line, no control characters, its end when it is too long. */
export function shownName(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(-LONGEST_NAME);
}
