import {
  arrayTooLong,
  invalidType,
  NOT_AN_OBJECT,
  type Refusal,
  refusal,
} from "../chat-completions/errors";
import { integer, oneOf, text } from "../chat-completions/field-checks";
import type { Turn } from "../engine/usage";
import type { Checked } from "../openai/endpoint";
import type { EmbeddingsDialect, VectorSize } from "./dialect";

type Fields = Record<string, unknown>;

/** The fields of a valid request that the sandbox acts on. */
export interface EmbeddingRequest {
  inputs: readonly Turn[];
  dimensions: number;
  base64: boolean;
}

/** Checks the body of a request for embeddings. Never throws. */
export function validateEmbedding(
  body: unknown,
  dialect: EmbeddingsDialect,
): Checked<EmbeddingRequest> {
  if (!isFields(body)) return { ok: false, ...NOT_AN_OBJECT };
  const { model: name } = body;
  if (name === undefined || name === null) return { ok: false, ...NO_MODEL };
  if (typeof name !== "string") return { ok: false, ...invalidType("model", "a string", name) };
  const model = dialect.models.find(name);
  const size = model && dialect.sizes.get(model.snapshot);
  if (model === undefined || size === undefined) {
    return { ok: false, ...dialect.unknownModel(name) };
  }
  const wrong = fieldsFault(body) ?? sizeFault(body.dimensions, size) ?? inputFault(body.input);
  if (wrong !== null) return { ok: false, ...wrong };
  const inputs = toTurns(body.input);
  const dimensions = typeof body.dimensions === "number" ? body.dimensions : size.dimensions;
  const request = { inputs, dimensions, base64: body.encoding_format === "base64" };
  const reading = { shape: null, maxOutputTokens: null, effort: null, choices: 0 };
  return { ok: true, request, prompt: { model, turns: inputs, apart: true, ...reading } };
}

/** How many inputs a body holds; 0 where it is wrong. */
export function countInputs({ input }: Readonly<Fields>): number {
  return inputFault(input) === null ? toTurns(input).length : 0;
}

const NO_MODEL = refusal(400, "you must provide a model parameter");

/** The fields of a request (openai 6.49, EmbeddingCreateParams) that are checked by themselves. */
const FIELDS = new Map([
  ["dimensions", integer(1, Number.MAX_SAFE_INTEGER)],
  ["encoding_format", oneOf("float", "base64")],
  ["user", text],
]);

function fieldsFault(body: Fields): Refusal | null {
  for (const [name, value] of Object.entries(body)) {
    if (name === "model" || name === "input") continue;
    const check = FIELDS.get(name);
    if (check === undefined) {
      return refusal(400, `Unrecognized request argument supplied: ${name.slice(0, 100)}`);
    }
    const wrong = value === null ? null : check(name, value);
    if (wrong !== null) return wrong;
  }
  return null;
}

function sizeFault(asked: unknown, { dimensions, shortens }: VectorSize): Refusal | null {
  if (typeof asked !== "number") return null;
  if (!shortens) return refusal(400, "This model does not support specifying dimensions.");
  if (asked <= dimensions) return null;
  const message = `Invalid value for 'dimensions' = ${asked}. Must be less than or equal to ${dimensions}.`;
  return refusal(400, message);
}

/** No array may be longer (openai 6.49, EmbeddingCreateParams). */
const LONGEST_ARRAY = 2048;

const INVALID = refusal(
  400,
  "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
);

function inputFault(input: unknown): Refusal | null {
  if (typeof input === "string") return input === "" ? INVALID : null;
  if (!Array.isArray(input) || input.length === 0) return INVALID;
  if (input.length > LONGEST_ARRAY) return arrayTooLong("input", LONGEST_ARRAY, input.length);
  if (input.every(isText) || isTokens(input)) return null;
  if (!input.every(isTokens)) return INVALID;
  const long = input.findIndex((tokens) => tokens.length > LONGEST_ARRAY);
  return long < 0 ? null : arrayTooLong(`input[${long}]`, LONGEST_ARRAY, input[long]?.length ?? 0);
}

/** The inputs of a right body: texts, or tokens. */
function toTurns(input: unknown): Turn[] {
  const all: unknown[] = Array.isArray(input) && !isTokens(input) ? input : [input];
  return all.map((one) =>
    isTokens(one)
      ? { instructs: false, text: one.join(" "), media: 0, tokens: one.length }
      : { instructs: false, text: String(one), media: 0 },
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isTokens(value: unknown): value is number[] {
  const whole = (one: unknown) => Number.isInteger(one) && Number(one) >= 0;
  return Array.isArray(value) && value.length > 0 && value.every(whole);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
