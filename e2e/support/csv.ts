/** The records of a CSV text (RFC 4180), read character by character and by nothing that the product uses. */
export function readCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    const { value, end } = text[at] === '"' ? quoted(text, at) : plain(text, at);
    record.push(value);
    at = end + 1;
    if (text[end] === ",") continue;
    if (text[end] === "\r") at += 1;
    records.push(record);
    record = [];
  }
  return records;
}

interface Field {
  readonly value: string;
  /** Where the separator behind it stands. */
  readonly end: number;
}

function plain(text: string, start: number): Field {
  let end = start;
  while (end < text.length && !",\r\n".includes(text.charAt(end))) end += 1;
  return { value: text.slice(start, end), end };
}

function quoted(text: string, start: number): Field {
  let end = start + 1;
  while (text[end] !== '"' || text[end + 1] === '"') end += text[end] === '"' ? 2 : 1;
  return { value: text.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 };
}

/** A field as it stands in a file: quoted where it has to be. */
export function csvField(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
