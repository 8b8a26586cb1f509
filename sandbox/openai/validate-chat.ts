import { checkChatField } from "./chat-fields";
import type { ChatRequest } from "./chat-request";
import { invalidType, type Refusal, refusal } from "./errors";
import { findModel, type Model } from "./models";
import { validateFormat } from "./validate-format";
import { validateMessages } from "./validate-messages";

type Fields = Record<string, unknown>;
type Validated = { ok: true; request: ChatRequest; model: Model } | ({ ok: false } & Refusal);

/** Checks the body of a chat request as the real endpoint does. Never throws. */
export function validateChat(body: unknown): Validated {
  if (!isFields(body)) return { ok: false, ...NOT_AN_OBJECT };
  const { model: name } = body;
  if (name === undefined || name === null || name === "") return { ok: false, ...NO_MODEL };
  if (typeof name !== "string") return { ok: false, ...invalidType("model", "a string", name) };
  const model = findModel(name);
  if (model === undefined) return { ok: false, ...unknownModel(name) };
  const wrong = validateMessages(body.messages) ?? validateFields(body, model);
  return wrong === null ? { ok: true, request: body as never, model } : { ok: false, ...wrong };
}

const NOT_AN_OBJECT = refusal(
  400,
  "We could not parse the JSON body of your request. The API expects a JSON object.",
);
const NO_MODEL = refusal(400, "you must provide a model parameter");

function unknownModel(name: string): Refusal {
  const message = `The model \`${name.slice(0, 100)}\` does not exist or you do not have access to it.`;
  return refusal(404, message, null, "model_not_found");
}

function validateFields(body: Fields, model: Model): Refusal | null {
  for (const [name, value] of Object.entries(body)) {
    if (OWN_CHECK.has(name) || value === null) continue;
    const wrong = checkChatField(name, value) ?? traitFault(name, value, model);
    if (wrong !== null) return wrong;
  }
  return (
    outputLimitFault(body, model) ??
    notSimulated(body) ??
    validateFormat(body.response_format, model, body.messages)
  );
}

const OWN_CHECK = new Set(["model", "messages", "response_format"]);

function traitFault(name: string, value: unknown, model: Model): Refusal | null {
  if (model.reasoning) return thinkingFault(name, value);
  return name === "reasoning_effort" ? unsupported(name) : null;
}

/** What a reasoning model refuses, as seen since the o-series. */
function thinkingFault(name: string, value: unknown): Refusal | null {
  if (name === "max_tokens") {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    return refusal(400, message, name, "unsupported_parameter");
  }
  if ((name === "temperature" || name === "top_p") && value !== 1) {
    const message = `Unsupported value: '${name}' does not support ${String(value)} with this model. Only the default (1) value is supported.`;
    return refusal(400, message, name, "unsupported_value");
  }
  return THINKING_REFUSES.has(name) && value !== 0 && value !== false ? unsupported(name) : null;
}

const THINKING_REFUSES = new Set([
  "presence_penalty",
  "frequency_penalty",
  "logprobs",
  "top_logprobs",
  "logit_bias",
  "stop",
]);

function unsupported(name: string): Refusal {
  const message = `Unsupported parameter: '${name}' is not supported with this model.`;
  return refusal(400, message, name, "unsupported_parameter");
}

function outputLimitFault(body: Fields, model: Model): Refusal | null {
  const { max_tokens: old = null, max_completion_tokens: own = null } = body;
  if (old !== null && own !== null) {
    const message =
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.";
    return refusal(400, message, "max_tokens", "invalid_parameter_combination");
  }
  const limit = own ?? old;
  if (typeof limit !== "number" || limit <= model.maxOutputTokens) return null;
  const param = own === null ? "max_tokens" : "max_completion_tokens";
  const message = `${param} is too large: ${limit}. This model supports at most ${model.maxOutputTokens} completion tokens, whereas you provided ${limit}.`;
  return refusal(400, message, param, "invalid_value");
}

/** Valid for the real service, but nothing the sandbox can answer truthfully. */
function notSimulated(body: Fields): Refusal | null {
  const forced = isFields(body.tool_choice) || body.tool_choice === "required";
  const name = body.stream === true ? "stream" : forced ? "tool_choice" : null;
  if (name === null) return null;
  return refusal(400, `The sandbox does not simulate this value of '${name}'.`, name);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
