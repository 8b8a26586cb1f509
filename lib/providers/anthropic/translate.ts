import type { CacheTime, ChatField, ChatRequest, ImageSource } from "../../core/request";
import { MESSAGES_RULES, messagesOf, stopsFit, toolFields } from "../dialects/anthropic/messages";
import { fitsStructuredOutputs } from "../dialects/anthropic/structured-outputs";
import { conversationCannot, fields, type RequestField } from "../dialects/conversation-rules";
import type { EncodedLine } from "../encoded-line";
import type { NativeRequests } from "../native-requests";
import { DEFAULT_MAX_TOKENS, SHORTER_ANSWERS } from "./limits";

/** The API whose requests a batch holds. */
export const MESSAGES_ENDPOINT = "/v1/messages";

/** Custom ids are `r` and the row number: unique in the batch, within `^[a-zA-Z0-9_-]{1,64}$`. */
export const CUSTOM_ID_PREFIX = "r";

/**
 * One batch line for a request. Texts are copied verbatim, so marks survive. A temperature is never sent: API version
 * 2026-10-21 refuses any. Pure.
 */
export function encode(request: ChatRequest, rowMark: string): EncodedLine {
  const { model, system, cacheSystem, turns, outputSchema, maxOutputTokens, stop = [] } = request;
  const held = isHeld(request);
  const shown = outputSchema === undefined || held ? [] : [showSchema(outputSchema)];
  const instructions = [...(system?.trim() ? [system] : []), ...shown].join("\n\n");
  const params = {
    model,
    max_tokens: maxOutputTokens ?? defaultMaxTokens(model),
    ...(instructions ? { system: cached(instructions, cacheSystem) } : {}),
    messages: messagesOf(turns),
    ...toolFields(request),
    ...(stop.length > 0 ? { stop_sequences: stop } : {}),
    ...(held ? { output_config: { format: { type: "json_schema", schema: outputSchema } } } : {}),
  };
  return batchLine(params, rowMark);
}

/** A text that the API keeps up to this point: prompt caching is asked for block by block (Anthropic guide to prompt caching). */
function cached(text: string, ttl: CacheTime | undefined) {
  if (ttl === undefined) return text;
  return [{ type: "text", text, cache_control: { type: "ephemeral", ttl } }];
}

/** What `encode` leaves out, or only shows to the model. A temperature of 1 is every model's own. Pure. */
export function cannot(request: ChatRequest): readonly ChatField[] {
  const { model, temperature = 1, outputSchema } = request;
  return [
    ...conversationCannot(request, { ...MESSAGES_RULES, without: ABSENT, images: imagesOf(model) }),
    ...fields({
      temperature: temperature !== 1,
      stop: !stopsFit(request),
      outputSchema: outputSchema !== undefined && !isHeld(request),
    }),
  ];
}

/** No field of Messages for these, or one that API version 2026-10-21 refuses (`top_p`, `top_k`). */
const ABSENT = [
  "topP",
  "topK",
  "seed",
  "frequencyPenalty",
  "presencePenalty",
  "reasoningEffort",
  "jsonObject",
] as const satisfies readonly RequestField[];

const isHeld = ({ model, outputSchema }: ChatRequest): boolean =>
  outputSchema !== undefined && allowsJsonSchema(model) && fitsStructuredOutputs(outputSchema);

/** Ready-made Messages parameters go as they are, with the fields of API version 2026-10-21 (SDK 1.12.0). */
export const NATIVE: NativeRequests = {
  shape: "anthropic",
  endpoints: [MESSAGES_ENDPOINT],
  fields: () => MESSAGE_FIELDS,
  outputLimits: () => ["max_tokens"],
  encode: (_endpoint, bodyMark, rowMark) => batchLine(bodyMark, rowMark),
};

const MESSAGE_FIELDS: ReadonlySet<string> = new Set([
  ...["cache_control", "container", "context_management", "inference_geo", "max_tokens"],
  ...["messages", "metadata", "model", "output_config", "service_tier", "stop_sequences"],
  ...["stream", "system", "thinking", "tool_choice", "tools"],
]);

/** Whether the model can be held to a schema: Opus 4.1, the 4.5 models and everything since (Anthropic guide to structured outputs, 2026-11). */
export function allowsJsonSchema(model: string): boolean {
  return !BEFORE_SCHEMAS.test(model);
}

/** All models since Claude 3 take images (vision flags of LiteLLM's price list, copy of 2026-08-01). */
export function imagesOf(model: string): readonly ImageSource["kind"][] {
  return WITHOUT_IMAGES.test(model) ? [] : ["url", "base64"];
}

const WITHOUT_IMAGES = /^claude-(2|instant)/;
const BEFORE_SCHEMAS = /^claude-(2|instant|3-|(opus|sonnet)-4-(0$|2025))/;

function defaultMaxTokens(model: string): number {
  return SHORTER_ANSWERS.find(([name]) => name.test(model))?.[1] ?? DEFAULT_MAX_TOKENS;
}

/** For a schema that the API would refuse: the model is asked to follow it. */
function showSchema(schema: Readonly<Record<string, unknown>>): string {
  return `Answer with one JSON value that follows this JSON Schema, and with nothing else:\n${JSON.stringify(schema)}`;
}

function batchLine(params: unknown, rowMark: string): EncodedLine {
  const line = JSON.stringify({ custom_id: CUSTOM_ID_PREFIX + rowMark, params });
  return { endpoint: MESSAGES_ENDPOINT, line: line.replace(ESCAPE, wellFormed) };
}

/**
 * Half a character of two (`\ud83d` alone) makes the provider refuse the whole body, all rows of the batch with it, as
 * no valid JSON. `JSON.stringify` escapes such halves and nothing else in this way.
 */
const ESCAPE = /\\(?:ud[89a-f][0-9a-f]{2}|.)/g;

function wellFormed(escaped: string): string {
  return escaped.length > 2 ? "\ufffd" : escaped;
}
