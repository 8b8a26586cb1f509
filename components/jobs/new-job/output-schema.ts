export type OutputSchemaReading =
  | { readonly kind: "empty" }
  | { readonly kind: "schema"; readonly schema: Record<string, unknown> }
  | { readonly kind: "problem"; readonly code: "not_json" | "not_an_object" | "no_type" };

/** Reads the text of a JSON Schema as a person types it. A schema must be an object that says what it describes. */
export function readOutputSchema(text: string): OutputSchemaReading {
  if (text.trim() === "") return { kind: "empty" };
  const parsed = parse(text);
  if (parsed === undefined) return { kind: "problem", code: "not_json" };
  if (!isObject(parsed)) return { kind: "problem", code: "not_an_object" };
  if (!describesSomething(parsed)) return { kind: "problem", code: "no_type" };
  return { kind: "schema", schema: parsed };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describesSomething(schema: Record<string, unknown>): boolean {
  return ["type", "properties", "$ref", "anyOf", "enum", "const"].some((key) => key in schema);
}
