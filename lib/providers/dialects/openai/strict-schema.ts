type Schema = Readonly<Record<string, unknown>>;

/** Whether strict mode also enforces bounds and patterns; it does not on fine-tuned models. */
export interface StrictRules {
  readonly bounds: boolean;
}

/**
 * Whether a JSON Schema may be sent with `strict: true` as it stands: the root is a plain object, every object
 * is closed and requires all its properties, and nothing outside the supported subset is used. When in doubt
 * the answer is no, because a schema that strict mode does not know fails every row of a batch.
 * Source: OpenAI structured outputs guide, "Supported schemas", as it stood in 2025. Pure.
 */
export function fitsStrictMode(schema: Schema, rules: StrictRules): boolean {
  if (schema.type !== "object" || "anyOf" in schema) return false;
  const nodes = flatten(schema, 0);
  if (nodes === null) return false;
  const properties = nodes.reduce((sum, node) => sum + size(node.properties), 0);
  const values = nodes.reduce((sum, node) => sum + size(node.enum), 0);
  return (
    properties <= MAX_PROPERTIES &&
    values <= MAX_ENUM_VALUES &&
    nodes.every((node) => nodeFits(node, rules))
  );
}

const MAX_DEPTH = 10;
const MAX_PROPERTIES = 5000;
const MAX_ENUM_VALUES = 1000;

const STRUCTURE = new Set([
  ...["type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "const"],
  ...["$ref", "$defs", "definitions", "$schema", "title", "description"],
]);

const BOUNDS = new Set([
  ...["pattern", "format", "minItems", "maxItems", "multipleOf"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
]);

/** The schema and all schemas in it; null when one is no object or they are nested too deep. */
function flatten(schema: unknown, depth: number): Schema[] | null {
  if (!isSchema(schema) || depth > MAX_DEPTH) return null;
  const nodes: Schema[] = [schema];
  for (const { child, level } of children(schema)) {
    const inner = flatten(child, depth + level);
    if (inner === null) return null;
    nodes.push(...inner);
  }
  return nodes;
}

function children(schema: Schema): { child: unknown; level: number }[] {
  const named = (key: string) => (isSchema(schema[key]) ? Object.values(schema[key]) : []);
  const deeper = [...named("properties"), ...("items" in schema ? [schema.items] : [])];
  const beside = [...named("$defs"), ...named("definitions"), ...list(schema.anyOf)];
  return [
    ...deeper.map((child) => ({ child, level: 1 })),
    ...beside.map((child) => ({ child, level: 0 })),
  ];
}

function nodeFits(node: Schema, rules: StrictRules): boolean {
  const keys = Object.keys(node);
  if (keys.some((key) => !STRUCTURE.has(key) && !(rules.bounds && BOUNDS.has(key)))) return false;
  if ("$ref" in node) return keys.length === 1 && String(node.$ref).startsWith("#");
  if ("anyOf" in node) return list(node.anyOf).length > 0;
  const types = typeof node.type === "string" ? [node.type] : list(node.type);
  if (types.length === 0) return false;
  if (types.includes("array") && !isSchema(node.items)) return false;
  return types.includes("object") || "properties" in node ? isClosed(node) : true;
}

function isClosed(node: Schema): boolean {
  if (node.additionalProperties !== false || !isSchema(node.properties)) return false;
  const required = new Set(list(node.required));
  const names = Object.keys(node.properties);
  return names.length === required.size && names.every((name) => required.has(name));
}

function size(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return isSchema(value) ? Object.keys(value).length : 0;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
