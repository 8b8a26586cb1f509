import {
  invalidType,
  invalidValue,
  missingParameter,
  type Refusal,
  refusal,
  unknownParameter,
} from "../chat-completions/errors";
import { namedSchemaFault, strictSchemaFault } from "../chat-completions/validate-format";
import type { Model } from "../engine/model";

type Fields = Record<string, unknown>;

const FORMATS = ["json_object", "json_schema", "text"];
const VERBOSITIES = ["low", "medium", "high"];

/** Checks `text`: the form that the answer must have; null when it may be used with this model and input. */
export function validateText(text: unknown, model: Model, input: unknown): Refusal | null {
  if (text === undefined || text === null) return null;
  if (!isFields(text)) return invalidType("text", "an object", text);
  const strange = Object.keys(text).find((name) => name !== "format" && name !== "verbosity");
  if (strange !== undefined) return unknownParameter(`text.${strange}`);
  const { format, verbosity } = text;
  if (verbosity !== undefined && verbosity !== null && !VERBOSITIES.includes(String(verbosity))) {
    return invalidValue("text.verbosity", verbosity, VERBOSITIES);
  }
  return format === undefined || format === null ? null : formatFault(format, model, input);
}

function formatFault(format: unknown, model: Model, input: unknown): Refusal | null {
  const at = "text.format";
  if (!isFields(format)) return invalidType(at, "an object", format);
  const { type } = format;
  if (type === undefined) return missingParameter(`${at}.type`);
  switch (type) {
    case "text":
      return null;
    case "json_object":
      return /json/i.test(JSON.stringify(input)) ? null : JSON_WORD_MISSING;
    case "json_schema":
      if (!model.schemas) return SCHEMA_UNSUPPORTED;
      return (
        namedSchemaFault(format, at) ??
        strictSchemaFault(format, `${at}.schema`, "invalid_json_schema")
      );
    default:
      return invalidValue(`${at}.type`, type, FORMATS);
  }
}

const JSON_WORD_MISSING = refusal(
  400,
  "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
  "input",
);

const SCHEMA_UNSUPPORTED = refusal(
  400,
  "Invalid parameter: 'text.format' of type 'json_schema' is not supported with this model.",
  "text.format",
);

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
