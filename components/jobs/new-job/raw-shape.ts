import type { Dataset } from "@/lib/contracts/datasets";

/**
 * The columns of the request lines of OpenAI's batch files (OpenAI batch guide, read 2026-11-23) and of Anthropic's
 * (Message Batches reference, read 2026-11-23).
 */
const RAW_COLUMNS = [
  ["custom_id", "method", "url", "body"],
  ["custom_id", "params"],
] as const;

/** The column that alone makes a request, if it holds JSON. */
const REQUEST_COLUMNS: ReadonlySet<string> = new Set(["body", "params"]);

type Columns = readonly Pick<Dataset["columns"][number], "name" | "type">[];

/** Whether the rows already are provider requests, so that no prompt is needed. */
export function hasRawShape(columns: Columns): boolean {
  const names = new Set(columns.map((column) => column.name));
  return RAW_COLUMNS.some((shape) => shape.every((name) => names.has(name)));
}

/** Whether the rows may be requests: one that says nothing but itself is no less one. */
export function mayHaveRawShape(columns: Columns): boolean {
  const held = columns.some(({ name, type }) => type === "json" && REQUEST_COLUMNS.has(name));
  return held || hasRawShape(columns);
}
