/** The cells of a CSV file (RFC 4180, line feeds): an empty field without quotes is null. */
export function readCsv(text: string): { head: string[]; rows: (string | null)[][] } {
  const lines: (string | null)[][] = [];
  let line: (string | null)[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const match = cell.exec(text);
    if (!match) throw new Error(`not CSV at ${at}: ${text.slice(at, at + 40)}`);
    const [, quoted, plain, end] = match;
    line.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    lines.push(line);
    line = [];
  }
  const [head = [], ...rows] = lines;
  const ragged = rows.find((row) => row.length !== head.length);
  if (ragged) throw new Error(`a line of ${ragged.length} cells under ${head.length} names`);
  return { head: head.map((name) => name ?? ""), rows };
}
