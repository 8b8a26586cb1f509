import type { Model } from "../engine/model";
import type { ChatRequest } from "./chat-request";
import type { ChatDialect } from "./dialect";
import { invalidType, NOT_AN_OBJECT, notSimulated, type Refusal, refusal } from "./errors";
import { validateFormat } from "./validate-format";
import { validateMessages } from "./validate-messages";
import { validateTools } from "./validate-tools";

type Fields = Record<string, unknown>;
export type ValidatedChat =
  | { ok: true; request: ChatRequest; model: Model }
  | ({ ok: false } & Refusal);

/** Checks the body of a chat request as the endpoint of this dialect does. Never throws. */
export function validateChat(body: unknown, dialect: ChatDialect): ValidatedChat {
  if (!isFields(body)) return { ok: false, ...NOT_AN_OBJECT };
  const { model: name } = body;
  if (name === undefined || name === null || name === "") return { ok: false, ...NO_MODEL };
  if (typeof name !== "string") return { ok: false, ...invalidType("model", "a string", name) };
  const model = dialect.models.find(name);
  if (model === undefined) return { ok: false, ...dialect.unknownModel(name) };
  const wrong = validateMessages(body.messages, dialect) ?? validateFields(body, model, dialect);
  return wrong === null ? { ok: true, request: body as never, model } : { ok: false, ...wrong };
}

const NO_MODEL = refusal(400, "you must provide a model parameter");

function validateFields(body: Fields, model: Model, dialect: ChatDialect): Refusal | null {
  for (const [name, value] of Object.entries(body)) {
    if (OWN_CHECK.has(name) || value === null) continue;
    const check = dialect.fields.get(name);
    if (check === undefined) return dialect.unknownField(name);
    const wrong = check(name, value) ?? dialect.modelFault(name, value, model);
    if (wrong !== null) return wrong;
  }
  return (
    outputLimitFault(body, model, dialect) ??
    (body.stream === true ? notSimulated("stream") : null) ??
    validateTools(body, dialect) ??
    validateFormat(body.response_format, model, body.messages, dialect)
  );
}

const OWN_CHECK = new Set(["model", "messages", "response_format"]);

function outputLimitFault(
  body: Fields,
  model: Model,
  { limitFields }: ChatDialect,
): Refusal | null {
  const given = limitFields.filter((name) => (body[name] ?? null) !== null);
  const [param, second] = given;
  if (param === undefined) return null;
  if (second !== undefined) {
    const message = `Setting '${second}' and '${param}' at the same time is not supported.`;
    return refusal(400, message, second, "invalid_parameter_combination");
  }
  const limit = body[param];
  if (typeof limit !== "number" || limit <= model.maxOutputTokens) return null;
  const message = `${param} is too large: ${limit}. This model supports at most ${model.maxOutputTokens} completion tokens, whereas you provided ${limit}.`;
  return refusal(400, message, param, "invalid_value");
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
