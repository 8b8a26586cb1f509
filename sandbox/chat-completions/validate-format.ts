import type { Model } from "../engine/model";
import type { ChatDialect } from "./dialect";
import { invalidType, invalidValue, missingParameter, type Refusal, refusal } from "./errors";

type Fields = Record<string, unknown>;

/** Checks `response_format`; null when it may be used with the model and these messages. */
export function validateFormat(
  format: unknown,
  model: Model,
  messages: unknown,
  { formats }: ChatDialect,
): Refusal | null {
  if (format === undefined || format === null) return null;
  if (!isFields(format)) return invalidType("response_format", "an object", format);
  if (format.type === undefined) return missingParameter("response_format.type");
  if (!(formats as readonly unknown[]).includes(format.type)) {
    return invalidValue("response_format.type", format.type, formats);
  }
  switch (format.type) {
    case "json_object":
      return /json/i.test(JSON.stringify(messages)) ? null : JSON_WORD_MISSING;
    case "json_schema":
      return model.schemas ? schemaFault(format.json_schema) : SCHEMA_UNSUPPORTED;
    default:
      return null;
  }
}

const JSON_WORD_MISSING = refusal(
  400,
  "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
  "messages",
);

const SCHEMA_UNSUPPORTED = refusal(
  400,
  "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
  "response_format",
);

function schemaFault(named: unknown): Refusal | null {
  const at = "response_format.json_schema";
  if (named === undefined) return missingParameter(at);
  if (!isFields(named)) return invalidType(at, "an object", named);
  return namedSchemaFault(named, at) ?? strictSchemaFault(named, "response_format", null);
}

/** What is wrong with the fields beside a schema that stands at this place; null: nothing. */
export function namedSchemaFault(named: Fields, at: string): Refusal | null {
  const { name, schema, strict } = named;
  if (name === undefined) return missingParameter(`${at}.name`);
  if (typeof name !== "string") return invalidType(`${at}.name`, "a string", name);
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    const message = `Invalid '${at}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
    return refusal(400, message, `${at}.name`, "invalid_value");
  }
  if (strict !== undefined && strict !== null && typeof strict !== "boolean") {
    return invalidType(`${at}.strict`, "a boolean", strict);
  }
  if (schema === undefined) return missingParameter(`${at}.schema`);
  return isFields(schema) ? null : invalidType(`${at}.schema`, "an object", schema);
}

/** What strict mode refuses in a schema whose fields are right, blaming `param`; null: nothing. */
export function strictSchemaFault(
  { name, schema, strict }: Fields,
  param: string,
  code: string | null,
): Refusal | null {
  const wrong = strict === true ? strictFault(schema, []) : null;
  if (wrong === null) return null;
  const message = `Invalid schema for response_format '${name}': ${wrong}`;
  return refusal(400, message, param, code);
}

/** Strict mode: every object closed and every property required. Null when so. */
function strictFault(schema: unknown, path: string[]): string | null {
  if (!isFields(schema)) return null;
  if (path.length === 0 && schema.type !== "object") {
    return `schema must be a JSON Schema of 'type: "object"'.`;
  }
  const isObject = schema.type === "object" || isFields(schema.properties);
  const own = isObject ? objectFault(schema, path) : null;
  return own ?? firstFault(childSchemas(schema), path);
}

function objectFault(schema: Fields, path: string[]): string | null {
  const context = `In context=(${path.map((step) => `'${step}'`).join(", ")})`;
  if (schema.additionalProperties !== false) {
    return `${context}, 'additionalProperties' is required to be supplied and to be false.`;
  }
  const required = Array.isArray(schema.required) ? schema.required : [];
  const names = Object.keys(isFields(schema.properties) ? schema.properties : {});
  const absent = names.find((name) => !required.includes(name));
  if (absent === undefined) return null;
  return `${context}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${absent}'.`;
}

function childSchemas(schema: Fields): [string[], unknown][] {
  const named = (key: string) =>
    Object.entries(isFields(schema[key]) ? (schema[key] as Fields) : {}).map(
      ([name, value]): [string[], unknown] => [[key, name], value],
    );
  const anyOf = Array.isArray(schema.anyOf) ? schema.anyOf : [];
  return [
    ...named("properties"),
    ...named("$defs"),
    ...named("definitions"),
    [["items"], schema.items],
    ...anyOf.map((value, i): [string[], unknown] => [["anyOf", String(i)], value]),
  ];
}

function firstFault(children: [string[], unknown][], path: string[]): string | null {
  for (const [step, value] of children) {
    const wrong = strictFault(value, [...path, ...step]);
    if (wrong !== null) return wrong;
  }
  return null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
