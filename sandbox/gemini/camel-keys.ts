/** Fields whose values are the caller's own JSON. */
const FREE: ReadonlySet<string> = new Set([
  "args",
  "metadata",
  "parametersJsonSchema",
  "partMetadata",
  "response",
  "responseJsonSchema",
]);

/** JSON of protocol buffers may name its fields either way: `generation_config` is `generationConfig`. */
export function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (typeof value !== "object" || value === null) return value;
  const pairs = Object.entries(value).map(([key, inner]) => {
    const name = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    return [name, FREE.has(name) ? inner : camelKeys(inner)];
  });
  return Object.fromEntries(pairs);
}
