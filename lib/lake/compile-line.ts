import type { LinePart } from "../core/line-template";
import { quoteIdentifier, quoteLiteral } from "./sql";

/**
 * One SQL expression of type VARCHAR that renders the request line of a row, without the line end. It means the same
 * as `renderLine` of `lib/core`: null is empty text (`concat` skips it, `||` would lose the line), JSON stands as it is.
 */
export function compileLine(parts: readonly LinePart[], columns: ColumnNames): string {
  return `concat(${parts.map((part) => partText(part, columns)).join(", ") || "''"})`;
}

/** One SQL expression for the bytes of that line with its line end, without making the line. */
export function compileLineBytes(parts: readonly LinePart[], columns: ColumnNames): string {
  const constant = parts.reduce(
    (bytes, part) => bytes + (part.kind === "constant" ? Buffer.byteLength(part.text) : 0),
    1,
  );
  const variable = parts.flatMap((part) => partBytes(part, columns));
  return [String(constant), ...variable].join(" + ");
}

/** The columns that the parts use, each once. */
export function lineColumns(parts: readonly LinePart[]): number[] {
  const used = parts.flatMap((part) => ("column" in part ? [part.column] : []));
  return [...new Set(used)];
}

/** The name in Parquet of the column with this index. */
export type ColumnNames = readonly { readonly internal: string }[];

/** The quoted name of a column. Throws a RangeError when the dataset has no such column. */
export function columnName(columns: ColumnNames, index: number): string {
  const column = columns[index];
  if (column === undefined) throw new RangeError(`the dataset has no column ${index}`);
  return quoteIdentifier(column.internal);
}

function partText(part: LinePart, columns: ColumnNames): string {
  switch (part.kind) {
    case "constant":
      return quoteLiteral(part.text);
    case "row":
      return '"row"';
    case "text":
      return `(to_json(${columnName(columns, part.column)})::VARCHAR)[2:-2]`;
    case "json":
      return oneLineJson(columnName(columns, part.column));
  }
}

function partBytes(part: LinePart, columns: ColumnNames): string[] {
  switch (part.kind) {
    case "constant":
      return [];
    case "row":
      return [`strlen("row"::VARCHAR)`];
    case "text":
      return [`coalesce(strlen(to_json(${columnName(columns, part.column)})::VARCHAR) - 2, 0)`];
    case "json":
      return [`coalesce(strlen(${columnName(columns, part.column)}), 4)`];
  }
}

/** Between the tokens of JSON a line end is a blank; inside a request line it would end the line. */
function oneLineJson(name: string): string {
  return `translate(coalesce(${name}, 'null'), chr(10) || chr(13), '  ')`;
}
