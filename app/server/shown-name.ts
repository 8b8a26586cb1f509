const LONGEST_NAME = 200;

/** Controls and line ends, and the marks that turn the direction of text: with them `exe.csv` can be shown for `vsc.exe`. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu;

/** A name from outside as it is kept and shown: one line, nothing unseen, its end when it is too long. */
export function shownName(text: string): string {
  return text.replace(UNSEEN, " ").trim().slice(-LONGEST_NAME);
}
