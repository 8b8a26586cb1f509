import { type Fields, isFields } from "./checks";

const AT = "output_config.format.schema";

const FORMATS = [
  ...["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"],
];

const ANYWHERE = ["title", "description", "default", "enum", "const", "$defs", "definitions"];

/** What may stand beside a type (Anthropic guide to structured outputs, limitations of JSON Schema, 2026-11). */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  object: ["properties", "required", "additionalProperties"],
  array: ["items", "minItems"],
  string: ["format", "pattern"],
  ...{ integer: [], number: [], boolean: [], null: [] },
};

const MOST_OPTIONAL = 24;
const MOST_UNIONS = 16;

/** Says why an answer cannot be held to this schema, or null. */
export function schemaFault(schema: Fields): string | null {
  const tally = { optional: 0, unions: 0 };
  const problem = nodeFault(schema, { root: schema, tally, above: [] });
  if (problem !== null) return `${AT}: ${problem}`;
  if (tally.optional > MOST_OPTIONAL) {
    return `${AT}: Schema has too many optional parameters (${tally.optional}), the limit is ${MOST_OPTIONAL}.`;
  }
  return tally.unions > MOST_UNIONS
    ? `${AT}: Schema has too many parameters with union types (${tally.unions}), the limit is ${MOST_UNIONS}.`
    : null;
}

interface Walk {
  root: Fields;
  tally: { optional: number; unions: number };
  /** References being followed. */
  above: readonly string[];
}

function nodeFault(node: unknown, walk: Walk): string | null {
  if (!isFields(node)) return "Schema must be an object";
  if ("$ref" in node) return referenceFault(node, walk);
  if ("anyOf" in node || "allOf" in node) return branchesFault(node, walk);
  const literals = literalsFault(node);
  if (literals !== null) return literals;
  const types = [node.type].flat();
  if (node.type === undefined)
    return "enum" in node || "const" in node ? null : "Schema type is required";
  if (types.length > 1) walk.tally.unions += 1;
  return typesFault(node, types) ?? childrenFault(node, types, walk);
}

function typesFault(node: Fields, types: readonly unknown[]): string | null {
  const names = types.map(String);
  const unknown = names.find((name) => !Object.hasOwn(BESIDE, name));
  if (unknown !== undefined || names.length === 0)
    return `Schema type '${unknown}' is not supported`;
  const known = ["type", ...ANYWHERE, ...names.flatMap((name) => BESIDE[name] ?? [])];
  const strange = Object.keys(node).filter((key) => !known.includes(key));
  if (strange.length > 0) {
    return `For '${names.join(", ")}' type, property '${strange.join(", ")}' is not supported`;
  }
  if ("format" in node && !FORMATS.includes(String(node.format))) {
    return `String format '${String(node.format).slice(0, 60)}' is not supported`;
  }
  const least = node.minItems ?? 0;
  return least === 0 || least === 1
    ? null
    : "For 'array' type, 'minItems' values other than 0 or 1 are not supported";
}

function childrenFault(node: Fields, types: readonly unknown[], walk: Walk): string | null {
  if (types.includes("object")) {
    if (node.additionalProperties !== false) {
      return "For 'object' type, 'additionalProperties' must be explicitly set to false";
    }
    return propertiesFault(node, walk);
  }
  return types.includes("array") && "items" in node ? nodeFault(node.items, walk) : null;
}

function propertiesFault(node: Fields, walk: Walk): string | null {
  const properties = node.properties ?? {};
  const required = node.required ?? [];
  if (!isFields(properties)) return "properties must be an object";
  if (!Array.isArray(required)) return "required must be a list";
  const missing = required.find((name) => !Object.hasOwn(properties, String(name)));
  if (missing !== undefined) return `required property '${String(missing)}' is not defined`;
  walk.tally.optional += Object.keys(properties).length - new Set(required).size;
  return firstFault(Object.values(properties), walk);
}

function branchesFault(node: Fields, walk: Walk): string | null {
  const branches = node.anyOf ?? node.allOf;
  if (!Array.isArray(branches) || branches.length === 0) return "anyOf must be a non-empty list";
  if ("anyOf" in node) walk.tally.unions += 1;
  return firstFault(branches, walk);
}

function referenceFault(node: Fields, walk: Walk): string | null {
  const path = String(node.$ref);
  const [, where = "", name = ""] = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(path) ?? [];
  const table = walk.root[where];
  if (!isFields(table) || !Object.hasOwn(table, name))
    return `External or unknown $ref '${path}' is not supported`;
  if (walk.above.includes(path)) return "Recursive schemas are not supported";
  return nodeFault(table[name], { ...walk, above: [...walk.above, path] });
}

function literalsFault(node: Fields): string | null {
  const values = "enum" in node ? node.enum : "const" in node ? [node.const] : null;
  if (values === null) return null;
  if (!Array.isArray(values) || values.length === 0) return "enum must be a non-empty list";
  const complex = values.some((value) => typeof value === "object" && value !== null);
  return complex ? "Enum values must be strings, numbers, booleans or null" : null;
}

function firstFault(nodes: readonly unknown[], walk: Walk): string | null {
  for (const node of nodes) {
    const problem = nodeFault(node, walk);
    if (problem !== null) return problem;
  }
  return null;
}
