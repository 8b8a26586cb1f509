import type { ChatField, ChatRequest, ImageSource } from "../../core/request";
import { type ChatVariant, chatCannot } from "../dialects/openai/chat-body";
import { chatFields } from "../dialects/openai/chat-fields";
import { CHAT_ENDPOINT, chatLine } from "../dialects/openai/line";
import { nativeRequests } from "../dialects/openai/native-requests";
import { effortsOf, REASONING_WITHOUT } from "../dialects/openai/reasoning";
import { fitsStrictMode } from "../dialects/openai/strict-schema";
import type { EncodedLine } from "../encoded-line";

/** One batch line for a request; the model is the name of a deployment, which its owner chose. Pure. */
export function encode(request: ChatRequest, rowMark: string): EncodedLine {
  return chatLine(request, rowMark, variantOf(request.model));
}

/** What of a request has no place in a line here. Pure. */
export function cannot(request: ChatRequest): readonly ChatField[] {
  return chatCannot(request, variantOf(request.model));
}

/**
 * Whether the deployment takes another temperature than its own. Reasoning models refuse one; a name that does not tell
 * counts as a model that takes it, because a refused row is seen and costs nothing, and a wish left out is not seen.
 */
export function allowsTemperature(deployment: string): boolean {
  return !REASONING.test(deployment);
}

/** Nothing in the name of a deployment says that it cannot; a model that is older answers 400. */
export function allowsJsonSchema(): boolean {
  return true;
}

/** As for a schema: a model that sees nothing answers 400. */
export function imagesOf(): readonly ImageSource["kind"][] {
  return ["url", "base64"];
}

/** `o3-mini`, `my-gpt-5-batch`, `gpt5`; not `gpt-4o`, not `gpt-5-chat`. */
const REASONING = /(^|[^a-z0-9])(o[1-9]|gpt-?[5-9])(?!\d)(?!-chat)/i;

/**
 * Reasoning models take system messages for developer messages; the older ones know only system messages. How hard to think
 * is said only to a deployment whose name tells that it does.
 */
function variantOf(deployment: string): ChatVariant {
  return {
    instructionRole: "system",
    outputLimitField: "max_completion_tokens",
    temperature: allowsTemperature(deployment),
    without: allowsTemperature(deployment) ? ["topK"] : REASONING_WITHOUT,
    images: imagesOf(),
    efforts: allowsTemperature(deployment) ? [] : effortsOf(deployment),
    // Azure's guide to structured outputs lists bounds and patterns as not supported (read 2026-11-23).
    strict: (schema) => fitsStrictMode(schema, { bounds: false }),
  };
}

/** Ready-made requests go as they are, but for fields that Azure's reference of chat completions lacks (2026-08). */
export const NATIVE = nativeRequests({
  fields: {
    [CHAT_ENDPOINT]: chatFields(["service_tier", "web_search_options"]),
    "/v1/responses": null,
  },
  outputLimit: () => "max_completion_tokens",
});
