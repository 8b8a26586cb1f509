import type { ChatField, ChatRequest, ImageSource, Turn } from "../../core/request";
import { AppError } from "../../errors";
import type { EncodedLine } from "../encoded-line";
import { allowsTemperature, claudeBody, isHeld, LLAMA_3, LLAMA_4, llamaBody } from "./bodies";
import { baseModel, type Family, familyOf } from "./family";
import { novaBody } from "./nova-body";

/** What a job asks of its model for every record: `InvokeModel`, with the body that the model itself takes. */
export const INVOKE_ENDPOINT = "/invoke";

/** Record ids are `r` and the row number: letters and digits (AWS user guide, batch inference data). */
export const CUSTOM_ID_PREFIX = "r";

/** One record for a request. Texts are copied verbatim, so marks survive. Throws `AppError` for an unknown family. Pure. */
export function encode(request: ChatRequest, rowMark: string): EncodedLine {
  const family = familyOf(request.model);
  if (family === null) {
    throw new AppError(
      "invalid_request",
      "Only Anthropic Claude, Amazon Nova and Meta Llama models can be asked on Amazon Bedrock.",
    );
  }
  return record(BODIES[family](request), rowMark);
}

/** What the body of the model's family leaves out, or only shows to the model. Pure. */
export function cannot(request: ChatRequest): readonly ChatField[] {
  const family = familyOf(request.model);
  const { temperature = 0, outputSchema } = request;
  const absent = family === null ? [] : ABSENT[family];
  const tooHot =
    request.temperature !== undefined && (temperature > 1 || !allowsTemperature(request.model));
  return [
    ...absent.filter((field) => request[field] !== undefined),
    ...(tooHot ? (["temperature"] as const) : []),
    ...(outputSchema === undefined || isHeld(request) ? [] : (["outputSchema"] as const)),
    ...(family?.startsWith("llama") && request.turns.some(usesTools) ? (["turns"] as const) : []),
  ];
}

/** Images in the line, for models that see (vision flags of LiteLLM's price list, copy of 2026-08-01). */
export function imagesOf(model: string): readonly ImageSource["kind"][] {
  const family = familyOf(model);
  const sees = family === "claude" || family === "nova";
  return sees && !WITHOUT_IMAGES.test(baseModel(model)) ? ["base64"] : [];
}

type RequestField = Exclude<ChatField, "images">;

const NOWHERE = [
  "seed",
  "frequencyPenalty",
  "presencePenalty",
  "reasoningEffort",
  "jsonObject",
] as const satisfies readonly RequestField[];

const WITHOUT_IMAGES = /^(anthropic\.claude-3-5-haiku|amazon\.nova-micro)/;

const BODIES: Readonly<Record<Family, (request: ChatRequest) => unknown>> = {
  claude: claudeBody,
  nova: novaBody,
  llama3: (request) => llamaBody(request, LLAMA_3),
  llama4: (request) => llamaBody(request, LLAMA_4),
};

/** Fields that a family's body has no place for (AWS user guide, inference parameters of each family, 2026-11-23). */
const ABSENT: Readonly<Record<Family, readonly RequestField[]>> = {
  claude: [...NOWHERE, "topP", "topK"],
  nova: NOWHERE,
  llama3: [...NOWHERE, "topK", "stop", "tools", "toolChoice"],
  llama4: [...NOWHERE, "topK", "stop", "tools", "toolChoice"],
};

function usesTools(turn: Turn): boolean {
  return turn.role === "tool" || (turn.role === "assistant" && turn.calls.length > 0);
}

function record(modelInput: unknown, rowMark: string): EncodedLine {
  const line = JSON.stringify({ recordId: CUSTOM_ID_PREFIX + rowMark, modelInput });
  return { endpoint: INVOKE_ENDPOINT, line: line.replace(ESCAPE, wellFormed) };
}

/** Half a character of two is no valid text anywhere. `JSON.stringify` escapes such halves and nothing else in this way. */
const ESCAPE = /\\(?:ud[89a-f][0-9a-f]{2}|.)/g;

function wellFormed(escaped: string): string {
  return escaped.length > 2 ? "\ufffd" : escaped;
}
