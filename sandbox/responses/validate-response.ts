import {
  invalidType,
  missingParameter,
  NOT_AN_OBJECT,
  notSimulated,
  type Refusal,
  refusal,
  unknownParameter,
  unsupportedParameter,
} from "../chat-completions/errors";
import { integer, oneOf } from "../chat-completions/field-checks";
import { tierFault } from "../chat-completions/service-tier";
import type { Model } from "../engine/model";
import type { Checked } from "../openai/endpoint";
import type { ResponsesDialect } from "./dialect";
import { type ResponseRequest, toPrompt } from "./response-request";
import { validateItems } from "./validate-items";
import { validateText } from "./validate-text";

type Fields = Record<string, unknown>;

/** Checks the body of a request for a response as the endpoint of this dialect does. Never throws. */
export function validateResponse(
  body: unknown,
  dialect: ResponsesDialect,
): Checked<ResponseRequest> {
  if (!isFields(body)) return { ok: false, ...NOT_AN_OBJECT };
  const { model: name } = body;
  if (name === undefined || name === null) return { ok: false, ...missingParameter("model") };
  if (typeof name !== "string") return { ok: false, ...invalidType("model", "a string", name) };
  const model = dialect.models.find(name);
  if (model === undefined) return { ok: false, ...dialect.unknownModel(name) };
  const wrong =
    fieldsFault(body, model, dialect) ??
    validateItems(body.input) ??
    reasoningFault(body.reasoning, model) ??
    unansweredFault(body) ??
    validateText(body.text, model, [body.instructions, body.input]);
  if (wrong !== null) return { ok: false, ...wrong };
  const request = body as unknown as ResponseRequest;
  return { ok: true, request, prompt: toPrompt(request, model) };
}

const OWN_CHECK = new Set(["model", "input", "reasoning", "text"]);
/** The least that a response may be limited to; a chat may go down to 1. */
const LEAST_OUTPUT_TOKENS = 16;
/** Where fields of a chat have gone. */
const MOVED = new Map([
  ["messages", "input"],
  ["response_format", "text.format"],
  ["max_tokens", "max_output_tokens"],
  ["max_completion_tokens", "max_output_tokens"],
  ["reasoning_effort", "reasoning.effort"],
]);

function fieldsFault(body: Fields, model: Model, dialect: ResponsesDialect): Refusal | null {
  for (const [name, value] of Object.entries(body)) {
    if (OWN_CHECK.has(name)) continue;
    const check =
      name === "max_output_tokens"
        ? integer(LEAST_OUTPUT_TOKENS, model.maxOutputTokens)
        : dialect.fields.get(name);
    if (check === undefined) return strangeField(name);
    if (value === null) continue;
    const wrong = check(name, value) ?? modelFault(name, value, model);
    if (wrong !== null) return wrong;
  }
  return null;
}

function strangeField(name: string): Refusal {
  const moved = MOVED.get(name);
  if (moved === undefined) return unknownParameter(name);
  const message = `Unsupported parameter: '${name}'. In the Responses API, this parameter has moved to '${moved}'. Try again with the new parameter.`;
  return refusal(400, message, name, "unsupported_parameter");
}

function modelFault(name: string, value: unknown, model: Model): Refusal | null {
  if (name === "service_tier") return tierFault(value, model);
  const sampling = name === "temperature" || name === "top_p";
  if (!model.reasoning) return null;
  if (sampling && value !== 1) return unsupportedParameter(name);
  return name === "top_logprobs" && value !== 0 ? unsupportedParameter(name) : null;
}

const REASONING = new Map([
  ["effort", oneOf("none", "minimal", "low", "medium", "high", "xhigh")],
  ["summary", oneOf("auto", "concise", "detailed")],
  ["generate_summary", oneOf("auto", "concise", "detailed")],
]);

function reasoningFault(reasoning: unknown, model: Model): Refusal | null {
  if (reasoning === undefined || reasoning === null) return null;
  if (!isFields(reasoning)) return invalidType("reasoning", "an object", reasoning);
  for (const [field, value] of Object.entries(reasoning)) {
    const wrong = effortFault(field, value, model);
    if (wrong !== null) return wrong;
  }
  return null;
}

function effortFault(field: string, value: unknown, model: Model): Refusal | null {
  const name = `reasoning.${field}`;
  const check = REASONING.get(field);
  if (check === undefined) return unknownParameter(name);
  if (value === null) return null;
  return check(name, value) ?? (model.reasoning ? null : unsupportedParameter(name));
}

/** Fields whose presence asks for what the sandbox does not keep or do. */
const UNANSWERED = ["conversation", "previous_response_id", "prompt"];

function unansweredFault(body: Fields): Refusal | null {
  const asked = UNANSWERED.find((name) => (body[name] ?? null) !== null);
  const set = ["stream", "background"].find((name) => body[name] === true);
  const forced = isFields(body.tool_choice) || body.tool_choice === "required";
  const name = asked ?? set ?? (forced ? "tool_choice" : null);
  return name === null ? null : notSimulated(name);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
