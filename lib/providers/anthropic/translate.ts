import type { ImageSource, NeutralRequest } from "../../core/request";
import { AppError } from "../../errors";
import { fitsStructuredOutputs } from "../dialects/anthropic/structured-outputs";
import type { EncodedLine } from "../provider";
import { DEFAULT_MAX_TOKENS, SHORTER_ANSWERS } from "./limits";

/** The API whose requests a batch holds. */
export const MESSAGES_ENDPOINT = "/v1/messages";

/** Custom ids are `r` and the row number: unique in the batch, within `^[a-zA-Z0-9_-]{1,64}$`. */
export const CUSTOM_ID_PREFIX = "r";

/**
 * One batch line for a prompt. Texts are copied verbatim, so marks survive. A temperature is never sent: API version
 * 2026-10-21 refuses any. Pure.
 */
export function encode(request: NeutralRequest, rowMark: string): EncodedLine {
  const { model, system, prompt, images = [], outputSchema, maxOutputTokens } = request;
  const held =
    outputSchema !== undefined && allowsJsonSchema(model) && fitsStructuredOutputs(outputSchema);
  const shown = outputSchema === undefined || held ? [] : [showSchema(outputSchema)];
  const instructions = [...(system?.trim() ? [system] : []), ...shown].join("\n\n");
  const params = {
    model,
    max_tokens: maxOutputTokens ?? defaultMaxTokens(model),
    ...(instructions ? { system: instructions } : {}),
    messages: [{ role: "user", content: content(prompt, images) }],
    ...(held ? { output_config: { format: { type: "json_schema", schema: outputSchema } } } : {}),
  };
  return batchLine(params, rowMark);
}

/**
 * One batch line around Messages parameters that exist already; the quotes around `bodyMark` belong to the mark.
 * Throws `AppError` for a body of another API. Pure.
 */
export function encodeRaw(endpoint: string, bodyMark: string, rowMark: string): EncodedLine {
  if (endpoint !== MESSAGES_ENDPOINT) {
    throw new AppError(
      "invalid_request",
      `Requests for ${endpoint.slice(0, 60)} cannot be sent to Anthropic: use ${MESSAGES_ENDPOINT}.`,
    );
  }
  return batchLine(bodyMark, rowMark);
}

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

/** Text alone stays text; images go before it, where the models read them best (Anthropic guide to vision). */
function content(prompt: string, images: readonly ImageSource[]) {
  if (images.length === 0) return prompt;
  const blocks = images.map((image) => ({ type: "image", source: sourceOf(image) }));
  return [...blocks, { type: "text", text: prompt }];
}

function sourceOf(image: ImageSource) {
  return image.kind === "url"
    ? { type: "url", url: image.url }
    : { type: "base64", media_type: image.mediaType, data: image.data };
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
