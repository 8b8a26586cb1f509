import type { ImageSource, NeutralRequest } from "../../core/request";
import { type ChatVariant, chatLine } from "../dialects/openai/line";
import type { EncodedLine } from "../provider";

/** One batch line for a prompt. Pure. */
export function encode(request: NeutralRequest, rowMark: string): EncodedLine {
  return chatLine(request, rowMark, VARIANT);
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
  strict: () => false,
};
