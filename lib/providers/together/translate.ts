import type { ChatField, ChatRequest, ImageSource } from "../../core/request";
import { type ChatVariant, chatBody, chatCannot } from "../dialects/openai/chat-body";
import { bareLine, CHAT_ENDPOINT } from "../dialects/openai/line";
import { nativeRequests } from "../dialects/openai/native-requests";
import { fitsStrictMode } from "../dialects/openai/strict-schema";
import type { EncodedLine } from "../encoded-line";

/** One batch line for a request; the batch names the endpoint (Together batch guide). Pure. */
export function encode(request: ChatRequest, rowMark: string): EncodedLine {
  return bareLine(CHAT_ENDPOINT, chatBody(request, variantOf(request.model)), rowMark);
}

/** What of a request has no place in a line here. Pure. */
export function cannot(request: ChatRequest): readonly ChatField[] {
  return chatCannot(request, variantOf(request.model));
}

/** Models with structured outputs (`supports_response_schema` in LiteLLM's list, copy of 2026-08-01); no unknown one. */
export function allowsJsonSchema(model: string): boolean {
  return WITH_SCHEMAS.test(model) && !WITHOUT_SCHEMAS.test(model);
}

const WITH_SCHEMAS =
  /\/(Qwen|DeepSeek-|(Meta-)?Llama-|Mi[sx]tral-|Kimi-K2-Instruct|gpt-oss|GLM-4\.5)/;
const WITHOUT_SCHEMAS =
  /\/(Qwen3-235B-A22B-fp8-tput|DeepSeek-V3\.1|Mistral-Small-.*|Kimi-K2-Instruct-0905)$/;

/** Models that see, by their names and cards; all others count as blind. */
export function imagesOf(model: string): readonly ImageSource["kind"][] {
  return /\/(Llama-4-|Kimi-K2\.5|.*-VL-)/.test(model) ? ["url", "base64"] : [];
}

function variantOf(model: string): ChatVariant {
  return {
    instructionRole: "system",
    outputLimitField: "max_tokens",
    temperature: true,
    without: [],
    images: imagesOf(model),
    // together-ai 0.52.0, CompletionCreateParams; the other models that think are told so by `reasoning`.
    efforts: /\/gpt-oss-/.test(model) ? ["low", "medium", "high"] : [],
    // No limit is published.
    maxStops: Number.POSITIVE_INFINITY,
    strict: (schema) => fitsStrictMode(schema, { bounds: false }),
    // The decoding follows any schema, of the models that have it (Together guide to structured outputs).
    holds: () => allowsJsonSchema(model),
  };
}

/** Ready-made requests go as they are, with the fields of a chat request that together-ai 0.52.0 knows. */
export const NATIVE = nativeRequests({
  fields: {
    [CHAT_ENDPOINT]: new Set([
      ...["chat_template_kwargs", "compliance", "context_length_exceeded_behavior", "echo"],
      ...["frequency_penalty", "function_call", "logit_bias", "logprobs", "max_tokens"],
      ...["messages", "min_p", "model", "n", "presence_penalty", "reasoning", "reasoning_effort"],
      ...["repetition_penalty", "response_format", "safety_model", "seed", "stop", "stream"],
      ...["temperature", "tool_choice", "tools", "top_k", "top_p"],
    ]),
  },
  outputLimit: () => "max_tokens",
  frame: bareLine,
});
