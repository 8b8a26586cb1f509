const DELIMITERS = [",", "\t", ";", "|"] as const;
const SAMPLE_RECORDS = 50;

/**
 * The delimiter that divides the header, so that most of the first records have as many fields as it. Of several, the
 * one that makes more fields; of equals, `usual`, then comma, tab, semicolon, bar. A header that none divides means one
 * column: then the delimiter that occurs least. `text` is the beginning of the file and may end in mid-record.
 */
export function detectDelimiter(text: string, usual: "," | "\t"): string {
  const candidates = [usual, ...DELIMITERS.filter((delimiter) => delimiter !== usual)];
  const scored = candidates.map((delimiter) => ({ delimiter, ...score(text, delimiter) }));
  return scored.reduce((a, b) => (isBetter(b, a) ? b : a)).delimiter;
}

type Score = { fields: number; agreement: number };

function isBetter(a: Score, b: Score): boolean {
  if (a.fields > 1 !== b.fields > 1) return a.fields > 1;
  if (Math.abs(a.agreement - b.agreement) < 0.2) return a.fields > b.fields;
  return a.agreement > b.agreement;
}

function score(text: string, delimiter: string): Score {
  const counts = fieldCounts(text, delimiter);
  const fields = counts[0] ?? 1;
  const same = counts.filter((count) => count === fields).length;
  return { fields, agreement: counts.length === 0 ? 0 : same / counts.length };
}

/** Fields of the first records that are not blank; the last, perhaps cut off, only counts when it is alone. */
function fieldCounts(text: string, delimiter: string): number[] {
  const counts: number[] = [];
  let at = 0;
  while (at < text.length && counts.length < SAMPLE_RECORDS) {
    const { fields, end } = readRecord(text, at, delimiter);
    const blank = end === at;
    const cutOff = end === text.length && counts.length > 0;
    if (!blank && !cutOff) counts.push(fields);
    at = end + 1;
  }
  return counts;
}

function readRecord(text: string, start: number, delimiter: string) {
  let fields = 1;
  let at = start;
  let startsField = true;
  for (; at < text.length && text[at] !== "\n" && text[at] !== "\r"; at++) {
    if (startsField && text[at] === '"') at = closingQuote(text, at + 1);
    startsField = text[at] === delimiter;
    if (startsField) fields++;
  }
  return { fields, end: Math.min(at, text.length) };
}

function closingQuote(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text[at] !== '"' || text[at + 1] === '"')) {
    at += text[at] === '"' ? 2 : 1;
  }
  return at;
}
