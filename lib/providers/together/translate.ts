import type { ImageSource, NeutralRequest } from "../../core/request";
import { bareLine, CHAT_ENDPOINT, type ChatVariant, chatBody } from "../dialects/openai/line";
import { rawChatLine } from "../dialects/openai/raw-chat";
import { fitsStrictMode } from "../dialects/openai/strict-schema";
import type { EncodedLine } from "../provider";

/** One batch line for a prompt; the batch names the endpoint (Together batch guide). Pure. */
export function encode(request: NeutralRequest, rowMark: string): EncodedLine {
  return bareLine(CHAT_ENDPOINT, chatBody(request, VARIANT), rowMark);
}

/** One batch line for a request that exists already. Throws `AppError` for an endpoint whose answers we cannot read. Pure. */
export function encodeRaw(endpoint: string, bodyMark: string, rowMark: string): EncodedLine {
  return rawChatLine(endpoint, bodyMark, rowMark, bareLine);
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

const VARIANT: ChatVariant = {
  instructionRole: "system",
  outputLimitField: "max_tokens",
  temperature: true,
  strict: (schema) => fitsStrictMode(schema, { bounds: false }),
};
