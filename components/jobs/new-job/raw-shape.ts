/** The columns of a request line of OpenAI's batch files (OpenAI batch guide, read 2026-11-23). */
const RAW_COLUMNS = ["custom_id", "method", "url", "body"] as const;

/** Whether the rows already are provider requests, so that no prompt is needed. */
export function hasRawShape(columns: readonly { readonly name: string }[]): boolean {
  const names = new Set(columns.map((column) => column.name));
  return RAW_COLUMNS.every((name) => names.has(name));
}
