import type { DuckDBDataChunk } from "@duckdb/node-api";

type NumberColumn =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** Up to 2,048 rows of a result. Column indexes are those of the SELECT list. */
export interface ColumnChunk {
  readonly rowCount: number;
  readonly names: readonly string[];
  /**
   * The raw numbers of an integer or floating-point column, without a copy per value. Where the column is null the
   * number means nothing: select `coalesce(…)` when it can be. Throws a TypeError for other types.
   */
  numbers(column: number): NumberColumn;
  /** Text of a VARCHAR column, null where it is null. Throws a TypeError for other types. */
  texts(column: number): readonly (string | null)[];
}

/** Wraps a chunk of the driver. */
export function columnChunk(chunk: DuckDBDataChunk, names: readonly string[]): ColumnChunk {
  return {
    rowCount: chunk.rowCount,
    names,
    numbers: (column) => {
      const vector: object = chunk.getColumnVector(column);
      if ("items" in vector && isNumberColumn(vector.items)) return vector.items;
      throw new TypeError(`column ${column} is not a plain number column`);
    },
    texts: (column) => chunk.getColumnValues(column).map((value) => textOf(value, column)),
  };
}

/** Turns bigints into numbers where that loses nothing, at every depth. */
export function plainRows<T>(rows: readonly unknown[]): T[] {
  return rows.map(plain) as T[];
}

function isNumberColumn(items: unknown): items is NumberColumn {
  return ArrayBuffer.isView(items) && !(items instanceof DataView);
}

function textOf(value: unknown, column: number): string | null {
  if (value === null || typeof value === "string") return value;
  throw new TypeError(`column ${column} is not text`);
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return isSafe(value) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Date || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function isSafe(value: bigint): boolean {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
}
