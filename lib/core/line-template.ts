import type { DatasetColumn } from "./dataset";

/**
 * A request line is encoded once by the adapter, with marks in the places where a row's values go. A mark is
 * `⟦nonce:c3⟧` (column 3 as text, JSON-escaped), `"⟦nonce:j3⟧"` (column 3 verbatim, it is JSON already; the
 * quotes belong to the mark) or `⟦nonce:r⟧` (the row number). The nonce is random per job, so no user text can forge one.
 */
export type LinePart =
  | { readonly kind: "constant"; readonly text: string }
  | { readonly kind: "text"; readonly column: number }
  | { readonly kind: "json"; readonly column: number }
  | { readonly kind: "row" };

export type TemplateSegment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "column"; readonly name: string };

/** Cuts `Classify: {{text}}` into segments. `\{{` is a literal `{{`; a name is trimmed; nothing else is. */
export function parseTemplate(text: string): TemplateSegment[] {
  const segments: TemplateSegment[] = [];
  let literal = "";
  let rest = 0;
  for (const match of text.matchAll(/\\\{\{|\{\{([^{}]*)\}\}/g)) {
    literal += text.slice(rest, match.index);
    rest = match.index + match[0].length;
    if (match[1] === undefined) {
      literal += "{{";
      continue;
    }
    if (literal) segments.push({ kind: "literal", text: literal });
    literal = "";
    segments.push({ kind: "column", name: match[1].trim() });
  }
  literal += text.slice(rest);
  if (literal) segments.push({ kind: "literal", text: literal });
  return segments;
}

/** The names between braces, each once, in order of appearance. */
export function templateColumns(...texts: readonly (string | undefined)[]): string[] {
  const names = texts.flatMap((text) =>
    parseTemplate(text ?? "").flatMap((s) => (s.kind === "column" ? [s.name] : [])),
  );
  return [...new Set(names)];
}

/** Names that the template uses and the dataset does not have; empty when it fits. */
export function unknownColumns(
  used: readonly string[],
  columns: readonly DatasetColumn[],
): string[] {
  const known = new Set(columns.map((column) => column.name));
  return used.filter((name) => !known.has(name));
}

/** Replaces `{{column}}` by marks. Throws a RangeError on an unknown column: check with `unknownColumns` first. */
export function markText(text: string, columns: readonly DatasetColumn[], nonce: string): string {
  const index = new Map(columns.map((column, i) => [column.name, i]));
  return parseTemplate(text)
    .map((segment) => {
      if (segment.kind === "literal") return segment.text;
      const column = index.get(segment.name);
      if (column === undefined) throw new RangeError(`unknown column ${segment.name}`);
      return textMark(nonce, column);
    })
    .join("");
}

export const textMark = (nonce: string, column: number): string => `⟦${nonce}:c${column}⟧`;
export const jsonMark = (nonce: string, column: number): string => `⟦${nonce}:j${column}⟧`;
export const rowMark = (nonce: string): string => `⟦${nonce}:r⟧`;

/** Cuts an encoded request line (compact JSON text holding marks) into constants and marks. */
export function splitMarks(line: string, nonce: string): LinePart[] {
  const parts: LinePart[] = [];
  const pattern = new RegExp(`"⟦${nonce}:j(\\d+)⟧"|⟦${nonce}:(?:c(\\d+)|(r))⟧`, "g");
  let rest = 0;
  for (const match of line.matchAll(pattern)) {
    if (match.index > rest) parts.push({ kind: "constant", text: line.slice(rest, match.index) });
    rest = match.index + match[0].length;
    if (match[1] !== undefined) parts.push({ kind: "json", column: Number(match[1]) });
    else if (match[2] !== undefined) parts.push({ kind: "text", column: Number(match[2]) });
    else parts.push({ kind: "row" });
  }
  if (rest < line.length) parts.push({ kind: "constant", text: line.slice(rest) });
  return parts;
}

/** One line for one row, as the engine renders it: null is empty text. Values are in column order. */
export function renderLine(
  parts: readonly LinePart[],
  row: number,
  values: readonly (string | null)[],
): string {
  return parts.map((part) => renderPart(part, row, values)).join("");
}

function renderPart(part: LinePart, row: number, values: readonly (string | null)[]): string {
  switch (part.kind) {
    case "constant":
      return part.text;
    case "row":
      return String(row);
    case "text":
      return JSON.stringify(values[part.column] ?? "").slice(1, -1);
    case "json":
      return values[part.column] ?? "null";
  }
}
