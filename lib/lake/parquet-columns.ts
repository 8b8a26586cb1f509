import type { DatasetColumn } from "../core/dataset";
import { quoteIdentifier } from "./sql";

/** How a column of a Parquet file becomes text: SQL for the value and for its kind letter. */
export interface ParquetColumn {
  readonly value: string;
  readonly kind: string;
  readonly label: DatasetColumn["type"];
}

/** `type` is the engine's name of the column's type. */
export function castColumn(name: string, type: string): ParquetColumn {
  const column = quoteIdentifier(name);
  const text = `${column}::VARCHAR`;
  if (/[[\]()]/.test(type) && !type.startsWith("DECIMAL") && !type.startsWith("ENUM")) {
    return { value: `to_json(${column})::VARCHAR`, kind: kindOf(column, "'o'"), label: "json" };
  }
  if (INTEGERS.test(type) || /^DECIMAL\(\d+,0\)$/.test(type))
    return { value: text, kind: kindOf(column, "'n'"), label: "integer" };
  if (type.startsWith("DECIMAL"))
    return { value: text, kind: kindOf(column, "'n'"), label: "decimal" };
  if (type === "FLOAT" || type === "DOUBLE") {
    const kind = `CASE WHEN isfinite(${column}) THEN 'n' ELSE 's' END`;
    return { value: text, kind: kindOf(column, kind), label: "decimal" };
  }
  if (type === "BOOLEAN") return { value: text, kind: kindOf(column, "'b'"), label: "boolean" };
  if (type === "JSON") {
    const kind = `CASE WHEN json_type(${column}) IN ('OBJECT', 'ARRAY') THEN 'o' ELSE 's' END`;
    return { value: text, kind: kindOf(column, kind), label: "json" };
  }
  if (type === "BLOB") {
    const value = `coalesce(try(decode(${column})), to_base64(${column}))`;
    return { value, kind: kindOf(column, "'s'"), label: "text" };
  }
  const label = type === "DATE" || type.startsWith("TIMESTAMP") ? "date" : "text";
  return { value: text, kind: kindOf(column, "'s'"), label };
}

function kindOf(column: string, kind: string): string {
  return `CASE WHEN ${column} IS NULL THEN '0' ELSE ${kind} END`;
}

const INTEGERS = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
