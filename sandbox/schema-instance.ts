import { randomStream } from "./random";
import { stringInstance } from "./string-instance";

type Schema = Record<string, unknown>;

interface Making {
  root: Schema;
  next: () => number;
  depth: number;
  /** Name of the property being made, "" at the top. */
  name: string;
}

const DEEP = 6;

/**
 * A value that the JSON schema accepts, chosen by number. Knows the keywords that structured outputs
 * know: types, enum, const, anyOf, $ref into $defs, bounds, formats; `pattern` by trying candidates.
 * Beyond a depth the smallest value is made, so that recursive schemas end.
 */
export function schemaInstance(schema: Schema, number: number): unknown {
  return make(schema, { root: schema, next: randomStream(number), depth: 0, name: "" });
}

function make(given: Schema, making: Making): unknown {
  const schema = resolve(given, making);
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return pick(schema.enum, making);
  switch (typeOf(schema, making)) {
    case "object":
      return makeObject(schema, making);
    case "array":
      return makeArray(schema, making);
    case "integer":
      return makeInteger(schema, making);
    case "number":
      return makeNumber(schema, making);
    case "boolean":
      return making.next() < 0.5;
    case "null":
      return null;
    default:
      return stringInstance(schema, making.name, Math.floor(making.next() * 0x7fffffff));
  }
}

/** Follows $ref, takes one branch of anyOf/oneOf, merges allOf. */
function resolve(given: Schema, making: Making, hops = 0): Schema {
  if (hops > 20) return { type: "null" };
  if (typeof given.$ref === "string") {
    return resolve(lookUp(given.$ref, making.root), making, hops + 1);
  }
  const branches = schemasOf(given.anyOf ?? given.oneOf);
  if (branches.length > 0) {
    const simple = branches.filter((branch) => branch.type === "null" || !isNested(branch));
    const pool = making.depth >= DEEP && simple.length > 0 ? simple : branches;
    return resolve({ ...without(given), ...pick(pool, making) }, making, hops + 1);
  }
  const parts = schemasOf(given.allOf).map((part) => resolve(part, making, hops + 1));
  return parts.length === 0 ? given : parts.reduce(merge, { ...given, allOf: undefined });
}

function typeOf(schema: Schema, making: Making): string {
  if (Array.isArray(schema.type)) {
    const types = schema.type as string[];
    return making.depth >= DEEP && types.includes("null") ? "null" : pick(types, making);
  }
  if (typeof schema.type === "string") return schema.type;
  if (isSchema(schema.properties)) return "object";
  return schema.items === undefined ? "string" : "array";
}

function makeObject(schema: Schema, making: Making): Record<string, unknown> {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? (schema.required as string[]) : []);
  const wanted = Object.entries(properties).filter(
    ([name]) => required.has(name) || making.depth < DEEP,
  );
  const known = wanted.map(([name, value]) => [name, child(value, making, name)] as const);
  const others = [...required].filter((name) => !(name in properties));
  return Object.fromEntries([...known, ...others.map((name) => [name, labelFor(name, making)])]);
}

function makeArray(schema: Schema, making: Making): unknown[] {
  const least = numberOr(schema.minItems, 0);
  const most = numberOr(schema.maxItems, Math.max(least, 3));
  const wish = making.depth >= DEEP ? 0 : 1 + Math.floor(making.next() * 3);
  const length = Math.min(Math.max(wish, least), most);
  const first = schemasOf(schema.prefixItems);
  const items = Array.from({ length: Math.max(length, first.length) }, (_, i) =>
    child(first[i] ?? schema.items ?? {}, making, making.name),
  );
  return schema.uniqueItems === true ? [...new Set(items)] : items;
}

function makeInteger(schema: Schema, making: Making): number {
  const low = Math.ceil(lowest(schema, 1));
  const high = Math.max(low, Math.floor(highest(schema, low + 99)));
  const step = Math.max(1, numberOr(schema.multipleOf, 1));
  const value = low + Math.floor(making.next() * (high - low + 1));
  const down = Math.floor(value / step) * step;
  return down < low ? down + step : down;
}

function makeNumber(schema: Schema, making: Making): number {
  if (typeof schema.multipleOf === "number") return makeInteger(schema, making);
  const low = lowest(schema, 0);
  const high = Math.max(low, highest(schema, low + 1));
  const value = low + making.next() * (high - low);
  const rounded = Math.round(value * 100) / 100;
  return rounded >= low && rounded <= high ? rounded : value;
}

function lowest(schema: Schema, fallback: number): number {
  if (typeof schema.minimum === "number") return schema.minimum;
  if (typeof schema.exclusiveMinimum === "number") {
    return schema.exclusiveMinimum + (schema.type === "integer" ? 1 : 1e-6);
  }
  const above = typeof schema.maximum === "number" ? schema.maximum : schema.exclusiveMaximum;
  return typeof above === "number" ? Math.min(fallback, above - 1) : fallback;
}

function highest(schema: Schema, fallback: number): number {
  if (typeof schema.maximum === "number") return schema.maximum;
  if (typeof schema.exclusiveMaximum === "number") {
    return schema.exclusiveMaximum - (schema.type === "integer" ? 1 : 1e-6);
  }
  return fallback;
}

function child(value: unknown, making: Making, name: string): unknown {
  return make(isSchema(value) ? value : {}, { ...making, depth: making.depth + 1, name });
}

function labelFor(name: string, making: Making): unknown {
  return child({ type: "string" }, making, name);
}

function lookUp(reference: string, root: Schema): Schema {
  const steps = reference.replace(/^#\/?/, "").split("/").filter(Boolean);
  const names = steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const found = names.reduce<unknown>((at, name) => (isSchema(at) ? at[name] : undefined), root);
  return isSchema(found) ? found : {};
}

function merge(a: Schema, b: Schema): Schema {
  const properties = { ...asSchema(a.properties), ...asSchema(b.properties) };
  const required = [...asList(a.required), ...asList(b.required)];
  return { ...a, ...b, ...(Object.keys(properties).length > 0 ? { properties, required } : {}) };
}

function without(schema: Schema): Schema {
  const { anyOf: _anyOf, oneOf: _oneOf, ...rest } = schema;
  return rest;
}

function isNested(schema: Schema): boolean {
  return "$ref" in schema || schema.type === "object" || schema.type === "array";
}

function schemasOf(value: unknown): Schema[] {
  return asList(value).filter(isSchema);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asSchema(value: unknown): Schema {
  return isSchema(value) ? value : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}

function pick<T>(items: readonly T[], making: Making): T {
  return items[Math.floor(making.next() * items.length)] as T;
}
