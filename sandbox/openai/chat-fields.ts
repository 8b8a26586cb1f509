import { invalidType, invalidValue, type Refusal, refusal, unknownParameter } from "./errors";

type Check = (name: string, value: unknown) => Refusal | null;

/** Checks one top-level field of a chat request by itself; null when its type and range are right. */
export function checkChatField(name: string, value: unknown): Refusal | null {
  return CHECKS.get(name)?.(name, value) ?? (CHECKS.has(name) ? null : unknownParameter(name));
}

const decimal =
  (low: number, high: number): Check =>
  (name, value) => {
    if (typeof value !== "number") return invalidType(name, "a decimal", value);
    if (value < low) return outside(name, "decimal", "below minimum", `>= ${low}`, value);
    return value > high ? outside(name, "decimal", "above maximum", `<= ${high}`, value) : null;
  };
const integer =
  (low: number, high: number): Check =>
  (name, value) => {
    if (!Number.isInteger(value)) return invalidType(name, "an integer", value);
    const number = value as number;
    if (number < low) return outside(name, "integer", "below minimum", `>= ${low}`, number);
    return number > high ? outside(name, "integer", "above maximum", `<= ${high}`, number) : null;
  };
const kind =
  (expected: string, holds: (value: unknown) => boolean): Check =>
  (name, value) =>
    holds(value) ? null : invalidType(name, expected, value);
const oneOf =
  (...values: string[]): Check =>
  (name, value) =>
    values.includes(value as string) ? null : invalidValue(name, value, values);

function outside(name: string, what: string, how: string, bound: string, got: number): Refusal {
  const message = `Invalid '${name}': ${what} ${how} value. Expected a value ${bound}, but got ${got} instead.`;
  const code = `${what}_${how.replace(" ", "_")}_value`.replace("minimum_value", "min_value");
  return refusal(400, message, name, code.replace("maximum_value", "max_value"));
}

const text = kind("a string", (value) => typeof value === "string");
const flag = kind("a boolean", (value) => typeof value === "boolean");
const list = kind("an array", Array.isArray);
const object = kind("an object", isFields);
const anything: Check = () => null;
const stop: Check = (name, value) => {
  const several = Array.isArray(value) && value.every((one) => typeof one === "string");
  if (several && value.length > 4) {
    const message = `Invalid '${name}': array too long. Expected an array with maximum length 4, but got an array with length ${value.length} instead.`;
    return refusal(400, message, name, "array_above_max_length");
  }
  return several ? null : text(name, value);
};

const MOST = Number.MAX_SAFE_INTEGER;

/** Top-level fields of a chat request (openai 6.49, ChatCompletionCreateParams). */
const CHECKS = new Map<string, Check>(
  Object.entries({
    audio: object,
    frequency_penalty: decimal(-2, 2),
    function_call: anything,
    functions: list,
    logit_bias: object,
    logprobs: flag,
    max_completion_tokens: integer(1, MOST),
    max_tokens: integer(1, MOST),
    metadata: object,
    modalities: list,
    moderation: object,
    n: integer(1, 128),
    parallel_tool_calls: flag,
    prediction: object,
    presence_penalty: decimal(-2, 2),
    prompt_cache_key: text,
    prompt_cache_options: object,
    prompt_cache_retention: text,
    reasoning_effort: oneOf("none", "minimal", "low", "medium", "high", "xhigh"),
    safety_identifier: text,
    seed: integer(-MOST, MOST),
    service_tier: oneOf("auto", "default", "flex", "scale", "priority"),
    stop,
    store: flag,
    stream: flag,
    stream_options: object,
    temperature: decimal(0, 2),
    tool_choice: anything,
    tools: list,
    top_logprobs: integer(0, 20),
    top_p: decimal(0, 1),
    user: text,
    verbosity: oneOf("low", "medium", "high"),
    web_search_options: object,
  }),
);

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
