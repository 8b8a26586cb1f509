/** A text as an SQL literal. The text is kept as it is, but a NUL cannot be written: that is a RangeError. */
export function quoteLiteral(text: string): string {
  if (text.includes("\0")) throw new RangeError("an SQL literal cannot hold a NUL");
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as an SQL identifier. Throws a RangeError on an empty name or one that holds a NUL. */
export function quoteIdentifier(name: string): string {
  if (name === "" || name.includes("\0")) throw new RangeError("not a name that SQL can hold");
  return `"${name.replaceAll('"', '""')}"`;
}

/** A list of texts as an SQL list literal, `['a', 'b']`. */
export function quoteList(texts: readonly string[]): string {
  return `[${texts.map(quoteLiteral).join(", ")}]`;
}

/** The sum of one term or more, in halves: the engine refuses an expression that is 1,000 levels deep. */
export function sumOf(terms: readonly string[]): string {
  const middle = Math.floor(terms.length / 2);
  if (middle === 0) return terms.join("");
  return `(${sumOf(terms.slice(0, middle))} + ${sumOf(terms.slice(middle))})`;
}
