import type { ChatField, ChatRequest, ImageSource } from "../../core/request";
import { type ChatVariant, chatCannot } from "../dialects/openai/chat-body";
import { CHAT_ENDPOINT, chatLine } from "../dialects/openai/line";
import { nativeRequests } from "../dialects/openai/native-requests";
import type { EncodedLine } from "../encoded-line";

/** One batch line for a request. Pure. */
export function encode(request: ChatRequest, rowMark: string): EncodedLine {
  return chatLine(request, rowMark, VARIANT);
}

/** What of a request has no place in a line here. Pure. */
export function cannot(request: ChatRequest): readonly ChatField[] {
  return chatCannot(request, VARIANT);
}

/** What is served is not known here: the server refuses what its model cannot do, row by row. */
export function allowsTemperature(): boolean {
  return true;
}

/** vLLM, SGLang and TensorRT-LLM decode by a schema; a server that cannot answers with an error. */
export function allowsJsonSchema(): boolean {
  return true;
}

export function imagesOf(): readonly ImageSource["kind"][] {
  return ["url", "base64"];
}

/** The oldest words of the dialect, which every server of it reads. */
const VARIANT: ChatVariant = {
  instructionRole: "system",
  outputLimitField: "max_tokens",
  temperature: true,
  without: [],
  images: imagesOf(),
  efforts: null,
  maxStops: Number.POSITIVE_INFINITY,
  strict: () => false,
  holds: allowsJsonSchema,
};

/** Ready-made requests go as they are: servers of open models have fields of their own. */
export const NATIVE = nativeRequests({
  fields: { [CHAT_ENDPOINT]: null, "/v1/responses": null, "/v1/embeddings": null },
  outputLimit: () => "max_tokens",
});
