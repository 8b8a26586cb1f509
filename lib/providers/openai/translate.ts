import type { ChatField, ChatRequest, ImageSource } from "../../core/request";
import { type ChatVariant, chatCannot } from "../dialects/openai/chat-body";
import { OPENAI_CHAT_FIELDS } from "../dialects/openai/chat-fields";
import { CHAT_ENDPOINT, chatLine } from "../dialects/openai/line";
import { nativeRequests } from "../dialects/openai/native-requests";
import { effortsOf, REASONING_WITHOUT } from "../dialects/openai/reasoning";
import { fitsStrictMode } from "../dialects/openai/strict-schema";
import type { EncodedLine } from "../encoded-line";

/** One batch line for a request, as the model's family wants it. Pure. */
export function encode(request: ChatRequest, rowMark: string): EncodedLine {
  return chatLine(request, rowMark, variantOf(request.model));
}

/** What the model's family has no way to say. Pure. */
export function cannot(request: ChatRequest): readonly ChatField[] {
  return chatCannot(request, variantOf(request.model));
}

/** Whether the model takes another temperature than its own. Reasoning models answer 400 to any but 1. */
export function allowsTemperature(model: string): boolean {
  return CLASSIC.test(baseModel(model));
}

/** Whether the model takes `response_format` with a JSON Schema: gpt-4o-2024-08-06 and everything since. */
export function allowsJsonSchema(model: string): boolean {
  return !BEFORE_SCHEMAS.test(baseModel(model));
}

/** Images go to every model that is not older than gpt-4o, but for o1-mini and o3-mini (vision flags of LiteLLM's price list, copy of 2026-08-01). */
export function imagesOf(model: string): readonly ImageSource["kind"][] {
  return WITHOUT_IMAGES.test(baseModel(model)) ? [] : ["url", "base64"];
}

const WITHOUT_IMAGES =
  /^(gpt-3\.5|gpt-4($|-(?!turbo))|gpt-4-turbo-preview|o1-mini|o1-preview|o3-mini)/;

/**
 * Families that do not reason. Whatever is newer or unknown counts as reasoning, because what those models
 * take is taken by all (openai 6.49, notes on `max_tokens` and on developer messages, "o1 models and newer").
 */
const CLASSIC = /^(gpt-3\.5|gpt-4|chatgpt-4o|gpt-5-chat)/;

const BEFORE_SCHEMAS = /^(gpt-3\.5|gpt-4$|gpt-4-|gpt-4o-2024-05-13$|chatgpt-4o)/;

function variantOf(model: string): ChatVariant {
  const reasons = !CLASSIC.test(baseModel(model));
  return {
    instructionRole: reasons ? "developer" : "system",
    // Every model takes this name; the older `max_tokens` is deprecated and refused by the reasoning ones.
    outputLimitField: "max_completion_tokens",
    temperature: !reasons,
    without: reasons ? REASONING_WITHOUT : ["topK"],
    images: imagesOf(model),
    efforts: reasons ? effortsOf(baseModel(model)) : [],
    strict: (schema) =>
      allowsJsonSchema(model) && fitsStrictMode(schema, { bounds: !model.startsWith("ft:") }),
  };
}

/** The model under a fine-tuned one: `ft:gpt-4o-mini-2024-07-18:org::id`. */
function baseModel(model: string): string {
  return model.startsWith("ft:") ? (model.split(":")[1] ?? model) : model;
}

/** Ready-made requests go as they are. */
export const NATIVE = nativeRequests({
  fields: {
    [CHAT_ENDPOINT]: OPENAI_CHAT_FIELDS,
    "/v1/responses": null,
    "/v1/embeddings": null,
    "/v1/moderations": null,
  },
  outputLimit: () => "max_completion_tokens",
});
