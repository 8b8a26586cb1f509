import type { ChatField, ChatRequest, ImageSource } from "../../core/request";
import { fields } from "../dialects/conversation-rules";
import { type ChatVariant, chatCannot } from "../dialects/openai/chat-body";
import { chatFields } from "../dialects/openai/chat-fields";
import { CHAT_ENDPOINT, chatLine } from "../dialects/openai/line";
import { nativeRequests } from "../dialects/openai/native-requests";
import { fitsStrictMode } from "../dialects/openai/strict-schema";
import type { EncodedLine } from "../encoded-line";

/** One batch line for a request. Pure. */
export function encode(request: ChatRequest, rowMark: string): EncodedLine {
  return chatLine(request, rowMark, variantOf(request.model));
}

/** What of a request has no place in a line here. Pure. */
export function cannot(request: ChatRequest): readonly ChatField[] {
  return chatCannot(request, variantOf(request.model));
}

/** Every model on Groq takes a temperature, the reasoning ones too (groq-sdk 1.6.0, chat completions). */
export function allowsTemperature(): boolean {
  return true;
}

/** Groq's guide to structured outputs names its models; every other one answers 400 (read 2026-11-23). */
export function allowsJsonSchema(model: string): boolean {
  return WITH_SCHEMAS.test(model);
}

/** Only the Llama 4 models see (Groq's vision guide; vision flags of LiteLLM's price list, copy of 2026-08-01). */
export function imagesOf(model: string): readonly ImageSource["kind"][] {
  return WITH_IMAGES.test(model) ? ["url", "base64"] : [];
}

const WITH_SCHEMAS = /^(openai\/gpt-oss-|moonshotai\/kimi-k2-instruct-0905$|meta-llama\/llama-4-)/;

const WITH_IMAGES = /^meta-llama\/llama-4-/;

/** The models whose decoding Groq constrains to the schema; the others follow it as well as they can. */
const STRICT = /^openai\/gpt-oss-(20b|120b)$/;

/** The words of `reasoning_effort` (groq-sdk 1.6.0, notes on it); the other models do not reason. */
function effortsOf(model: string): readonly string[] {
  if (/^openai\/gpt-oss-/.test(model)) return ["low", "medium", "high"];
  if (/^qwen\/qwen3\.8-27b$/.test(model)) return ["none", "default", "low", "medium", "high"];
  return /^qwen\/qwen3/.test(model) ? ["none", "default"] : [];
}

/** Groq answers 400 to a format of the answer beside tools (its message, as told in 2024 and 2026-07). */
function refuses(request: ChatRequest): readonly ChatField[] {
  const tools = (request.tools ?? []).length > 0;
  return fields({
    outputSchema: tools && request.outputSchema !== undefined,
    jsonObject: tools && request.jsonObject === true,
  });
}

function variantOf(model: string): ChatVariant {
  return {
    instructionRole: "system",
    outputLimitField: "max_completion_tokens",
    temperature: allowsTemperature(),
    // No model of Groq's heeds the penalties (groq-sdk 1.6.0, notes on them).
    without: ["topK", "frequencyPenalty", "presencePenalty"],
    images: imagesOf(model),
    efforts: effortsOf(model),
    refuses,
    strict: (schema) => STRICT.test(model) && fitsStrictMode(schema, { bounds: false }),
  };
}

/** Groq takes durations from `24h` to `7d` (groq-sdk 1.6.0); above a day we name days. */
export function nameWindow(hours: number): string {
  return hours > 24 && hours % 24 === 0 ? `${hours / 24}d` : `${hours}h`;
}

/**
 * Ready-made requests go as they are, but for fields that groq-sdk 1.6.0 does not know or that no model of Groq's takes
 * (Groq's page on OpenAI compatibility).
 */
export const NATIVE = nativeRequests({
  fields: {
    [CHAT_ENDPOINT]: chatFields(
      [
        ...["audio", "logit_bias", "logprobs", "modalities", "prediction", "prompt_cache_key"],
        ...["prompt_cache_retention", "safety_identifier", "top_logprobs", "verbosity"],
        "web_search_options",
      ],
      [
        ...["citation_options", "compound_custom", "disable_tool_validation", "documents"],
        ...["exclude_domains", "include_domains", "include_reasoning", "reasoning_format"],
        "search_settings",
      ],
    ),
  },
  outputLimit: () => "max_completion_tokens",
});
