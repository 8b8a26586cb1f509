import type { ImageSource, NeutralRequest } from "../../core/request";
import { bareLine, CHAT_ENDPOINT, type ChatVariant, chatBody } from "../dialects/openai/line";
import { rawChatLine } from "../dialects/openai/raw-chat";
import { fitsStrictMode } from "../dialects/openai/strict-schema";
import type { EncodedLine } from "../provider";
import { MAX_TEMPERATURE } from "./limits";

/**
 * One batch line for a prompt, without the model, which the batch names (API reference, batch jobs). A temperature above
 * Mistral's highest becomes the highest, because it would fail every row. Pure.
 */
export function encode(request: NeutralRequest, rowMark: string): EncodedLine {
  const { temperature } = request;
  const within =
    temperature === undefined ? {} : { temperature: Math.min(temperature, MAX_TEMPERATURE) };
  const { model: _, ...body } = chatBody({ ...request, ...within }, VARIANT);
  return bareLine(CHAT_ENDPOINT, body, rowMark);
}

/**
 * One batch line for a request that exists already; it may name the job's model, which is the one of the batch anyway.
 * Throws `AppError` for an endpoint whose answers we cannot read. Pure.
 */
export function encodeRaw(endpoint: string, bodyMark: string, rowMark: string): EncodedLine {
  return rawChatLine(endpoint, bodyMark, rowMark, bareLine);
}

/** Every chat model but the Mamba one (structured output guide; `supports_response_schema` in LiteLLM's list, copy of 2026-08-01). */
export function allowsJsonSchema(model: string): boolean {
  return !/codestral-mamba/.test(model);
}

/** Models that see (vision flags of LiteLLM's price list, copy of 2026-08-01). An unknown model takes no images. */
export function imagesOf(model: string): readonly ImageSource["kind"][] {
  return WITH_IMAGES.test(model) ? ["url", "base64"] : [];
}

/** Pixtral, Ministral 3, Large 3 (2512), Medium from 3.1 (2508), Small from 3.2, and what came later. */
const WITH_IMAGES =
  /^(pixtral|ministral-(3-|.*(latest|2512))|mistral-(large|medium|small)-(latest|3($|-)|2508|2512|2[6-9]))/;

const VARIANT: ChatVariant = {
  instructionRole: "system",
  outputLimitField: "max_tokens",
  temperature: true,
  strict: (schema) => fitsStrictMode(schema, { bounds: false }),
};
