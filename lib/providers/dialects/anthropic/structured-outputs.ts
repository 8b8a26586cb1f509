type Schema = Readonly<Record<string, unknown>>;

/**
 * Whether the API can hold a model to this JSON Schema as it stands. A schema outside the supported subset fails every
 * row of a batch, so when in doubt the answer is no. Sources: Anthropic guide to structured outputs, "JSON Schema
 * limitations", and the types and formats that its SDK 1.12 lets through (2026-11-20). Pure.
 */
export function fitsStructuredOutputs(schema: Schema): boolean {
  const nodes = schema.type === "object" ? flatten(schema, 0) : null;
  if (nodes === null) return false;
  const optional = nodes.reduce((sum, node) => sum + optionalProperties(node), 0);
  return (
    optional <= MAX_OPTIONAL &&
    nodes.filter(isUnion).length <= MAX_UNIONS &&
    nodes.every((node) => nodeFits(node))
  );
}

/** Over a whole schema (the same guide, limits on complexity). */
const MAX_OPTIONAL = 24;
const MAX_UNIONS = 16;
/** Our own: no limit is published, and every level multiplies the grammar that the provider compiles. */
const MAX_DEPTH = 10;
const MAX_NODES = 500;

const TYPES = new Set(["object", "array", "string", "integer", "number", "boolean", "null"]);

/** The names that input schemas of tools may use; none are published for output schemas. */
const NAME = /^[\w.-]{1,64}$/;

/** `$ref` is left out: it can make a schema recursive, which is refused. */
const KEYS = new Set([
  ...["type", "title", "description", "default", "enum", "const", "anyOf"],
  ...["properties", "required", "additionalProperties", "items", "minItems", "format"],
]);

const FORMATS = new Set([
  ...["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"],
]);

/** The schema and all schemas in it; null when one is no object, or they are too many or too deep. */
function flatten(schema: unknown, depth: number): Schema[] | null {
  if (!isSchema(schema) || depth > MAX_DEPTH) return null;
  const nodes: Schema[] = [schema];
  for (const child of children(schema)) {
    const inner = flatten(child, depth + 1);
    if (inner === null) return null;
    nodes.push(...inner);
    if (nodes.length > MAX_NODES) return null;
  }
  return nodes;
}

function children(schema: Schema): unknown[] {
  const properties = isSchema(schema.properties) ? Object.values(schema.properties) : [];
  return [...properties, ...list(schema.anyOf), ...("items" in schema ? [schema.items] : [])];
}

function nodeFits(node: Schema): boolean {
  if (Object.keys(node).some((key) => !KEYS.has(key))) return false;
  if ("anyOf" in node) return list(node.anyOf).length > 0 && !("type" in node);
  if ("enum" in node || "const" in node) return literalsFit(node);
  const types = typesOf(node);
  const known = types.length > 0 && types.every((type) => TYPES.has(String(type)));
  return known && partsFit(node, new Set(types));
}

/** What belongs to one type stands beside that type, and is as the API wants it. */
function partsFit(node: Schema, types: ReadonlySet<unknown>): boolean {
  const object = types.has("object") ? isClosed(node) : !("properties" in node);
  const array = types.has("array") ? isList(node) : !("items" in node || "minItems" in node);
  const plain = !("format" in node) || (types.has("string") && FORMATS.has(String(node.format)));
  return object && array && plain;
}

/** Plain values only; a declared type must be a known one. */
function literalsFit(node: Schema): boolean {
  const values = "enum" in node ? list(node.enum) : [node.const];
  const plain = values.every((value) => value === null || typeof value !== "object");
  const typed = typesOf(node).every((type) => TYPES.has(String(type)) && type !== "object");
  return values.length > 0 && plain && typed && !("properties" in node) && !("items" in node);
}

function isClosed(node: Schema): boolean {
  const names = isSchema(node.properties) ? new Set(Object.keys(node.properties)) : null;
  if (names === null || node.additionalProperties !== false) return false;
  if ([...names].some((name) => !NAME.test(name))) return false;
  return !("required" in node) || requiredOf(node)?.every((name) => names.has(name)) === true;
}

function isList(node: Schema): boolean {
  const least = node.minItems ?? 0;
  return isSchema(node.items) && (least === 0 || least === 1);
}

function optionalProperties(node: Schema): number {
  if (!isSchema(node.properties)) return 0;
  return Object.keys(node.properties).length - new Set(requiredOf(node)).size;
}

function requiredOf(node: Schema): string[] | null {
  const names = list(node.required).filter((name) => typeof name === "string");
  return Array.isArray(node.required) && names.length === node.required.length ? names : null;
}

function isUnion(node: Schema): boolean {
  return "anyOf" in node || Array.isArray(node.type);
}

function typesOf(node: Schema): readonly unknown[] {
  return typeof node.type === "string" ? [node.type] : list(node.type);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
