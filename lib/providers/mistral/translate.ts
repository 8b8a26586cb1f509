import type { ChatField, ChatRequest, ImageSource } from "../../core/request";
import { fields } from "../dialects/conversation-rules";
import { type ChatVariant, chatBody, chatCannot } from "../dialects/openai/chat-body";
import { bareLine, CHAT_ENDPOINT } from "../dialects/openai/line";
import { nativeRequests } from "../dialects/openai/native-requests";
import { fitsStrictMode } from "../dialects/openai/strict-schema";
import type { EncodedLine } from "../encoded-line";
import { MAX_TEMPERATURE } from "./limits";

/**
 * One batch line for a request, without the model, which the batch names (API reference, batch jobs). A temperature above
 * Mistral's highest becomes the highest, because it would fail every row. Pure.
 */
export function encode(request: ChatRequest, rowMark: string): EncodedLine {
  const { model: _, ...body } = chatBody(request, variantOf(request.model));
  return bareLine(CHAT_ENDPOINT, body, rowMark);
}

/** What of a request has no place in a line here. Pure. */
export function cannot(request: ChatRequest): readonly ChatField[] {
  return chatCannot(request, variantOf(request.model));
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

function variantOf(model: string): ChatVariant {
  return {
    instructionRole: "system",
    outputLimitField: "max_tokens",
    temperature: true,
    maxTemperature: MAX_TEMPERATURE,
    seedField: "random_seed",
    without: ["topK"],
    images: imagesOf(model),
    efforts: WITH_EFFORT.test(model) ? ["none", "high"] : [],
    // No limit is published.
    maxStops: Number.POSITIVE_INFINITY,
    callId: CALL_ID,
    strict: (schema) => allowsJsonSchema(model) && fitsStrictMode(schema, { bounds: false }),
    refuses: ({ seed = 0 }) => fields({ seed: seed < 0 }),
  };
}

/** Models that think as hard as they are told (Mistral guide to adjustable reasoning, read 2026-11-23); Magistral always does. */
const WITH_EFFORT = /^mistral-(small-(latest|2603)|medium-3-5)/;

/** Any other id is answered with 400 (Mistral's error 3280, as told in 2025-12 and 2026-01). */
const CALL_ID = /^[a-zA-Z0-9]{9}$/;

/**
 * Ready-made requests go as they are, with the fields of a chat request that SDK 2.7.0 knows. They may name the job's model,
 * which is the one of the batch anyway.
 */
export const NATIVE = nativeRequests({
  fields: {
    [CHAT_ENDPOINT]: new Set([
      ...["frequency_penalty", "guardrails", "max_tokens", "messages", "metadata", "model", "n"],
      ...["parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key"],
      ...["prompt_mode", "random_seed", "reasoning_effort", "response_format", "safe_prompt"],
      ...["service_tier", "stop", "stream", "temperature", "tool_choice", "tools", "top_p"],
    ]),
  },
  outputLimit: () => "max_tokens",
  frame: bareLine,
});
