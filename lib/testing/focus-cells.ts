/** A row as it stands in a file; Parquet's own types are written as the specification writes them in text. */
export type FocusCells = Readonly<Record<string, string | null>>;

/** Whether a text is JSON of the Key-Value Format: an object of plain values, each key once. */
export function isFlatObject(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value);
    if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed)) return false;
    const keys = value.match(/"(?:[^"\\]|\\.)*"\s*:/g) ?? [];
    const plain = Object.values(parsed).every((one) => one === null || typeof one !== "object");
    return plain && new Set(keys).size === keys.length;
  } catch {
    return false;
  }
}
