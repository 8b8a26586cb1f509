import { templateColumns } from "@/lib/core/line-template";

/** Names between braces that no column has; none while the columns are not known. */
export function unknownNames(text: string, columns: readonly string[] | null): string[] {
  if (columns === null) return [];
  const known = new Set(columns);
  return templateColumns(text).filter((name) => !known.has(name));
}
