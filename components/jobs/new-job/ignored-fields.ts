/** As many fields may be left out, each of so many characters: what the server takes. */
const MOST_FIELDS = 50;
const LONGEST_NAME = 100;

/**
 * The names in a text with commas between them, each once. Refusals name a field from the column on (`body.seed`), so that
 * people write it like this; the column is cut off.
 */
export function readIgnoredFields(text: string): string[] {
  const names = text.split(",").map((name) => name.trim().replace(/^(body|params)\./, ""));
  return [...new Set(names)].filter((name) => name !== "");
}

export function fitIgnoredFields(text: string): boolean {
  const names = readIgnoredFields(text);
  return names.length <= MOST_FIELDS && names.every((name) => name.length <= LONGEST_NAME);
}

/** The text with one more name. */
export function withIgnoredField(text: string, name: string): string {
  return [...new Set([...readIgnoredFields(text), name])].join(", ");
}
