/** What `responseJsonSchema` heeds of JSON Schema (types of @google/genai 2.32, notes on that field); the rest is passed over. */
const HEEDED: ReadonlySet<string> = new Set([
  ...["$id", "$defs", "$ref", "$anchor", "type", "format", "title", "description", "enum"],
  ...["items", "prefixItems", "minItems", "maxItems", "minimum", "maximum", "anyOf", "oneOf"],
  ...["properties", "additionalProperties", "required", "propertyOrdering"],
]);

/** Whether an answer follows the whole of a JSON Schema, and not only the part that Gemini heeds. Pure. */
export function holdsSchema(schema: unknown): boolean {
  if (typeof schema === "boolean") return true;
  if (!isObject(schema)) return false;
  if (Object.keys(schema).some((key) => !HEEDED.has(key))) return false;
  const values = Array.isArray(schema.enum) ? schema.enum : [];
  const plain = values.every((value) => typeof value === "string" || typeof value === "number");
  return plain && children(schema).every(holdsSchema);
}

function children(schema: Readonly<Record<string, unknown>>): unknown[] {
  const named = [schema.properties, schema.$defs].filter(isObject).flatMap(Object.values);
  const listed = [schema.anyOf, schema.oneOf, schema.prefixItems].filter(Array.isArray).flat();
  const single = [schema.items, schema.additionalProperties].filter((one) => one !== undefined);
  return [...named, ...listed, ...single];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
