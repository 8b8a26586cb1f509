import type { ChatField, ChatRequest, ImageSource } from "../../core/request";
import { AppError } from "../../errors";
import { MESSAGES_RULES, stopsFit } from "../dialects/anthropic/messages";
import {
  asks,
  type ConversationRules,
  conversationCannot,
  fields,
  type RequestField,
} from "../dialects/conversation-rules";
import type { EncodedLine } from "../encoded-line";
import {
  allowsBothSamplings,
  allowsTemperature,
  claudeBody,
  isHeld,
  LLAMA_3,
  LLAMA_4,
  llamaBody,
} from "./bodies";
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

/**
 * What the body of the model's family leaves out, or only shows to the model. Nova's coldest temperature stands for zero:
 * both leave no choice of words. Pure.
 */
export function cannot(request: ChatRequest): readonly ChatField[] {
  const { model, temperature, outputSchema, topK = 0 } = request;
  const family = familyOf(model);
  if (family === null) return [];
  const without = ownSampling(request) ? SAMPLING : [];
  const found = [
    ...conversationCannot(request, {
      ...RULES[family],
      without: [...RULES[family].without, ...without],
      images: imagesOf(model),
    }),
    ...fields({
      temperature: temperature !== undefined && !takesTemperature(model, temperature),
      topP: family === "claude" && bothSamplings(request) && !allowsBothSamplings(model),
      topK: family === "nova" && topK > MOST_NOVA_TOP_K,
      stop: family === "claude" && !stopsFit(request),
      toolChoice: family === "nova" && request.toolChoice === "none" && asks(request, "toolChoice"),
      outputSchema: outputSchema !== undefined && !isHeld(request),
    }),
  ];
  return [...new Set(found)];
}

/** Images in the line, for models that see (vision flags of LiteLLM's price list, copy of 2026-08-01). */
export function imagesOf(model: string): readonly ImageSource["kind"][] {
  const family = familyOf(model);
  const sees = family === "claude" || family === "nova";
  return sees && !WITHOUT_IMAGES.test(baseModel(model)) ? ["base64"] : [];
}

const NOWHERE = [
  "seed",
  "frequencyPenalty",
  "presencePenalty",
  "reasoningEffort",
  "jsonObject",
] as const satisfies readonly RequestField[];

const SAMPLING = ["topP", "topK"] as const satisfies readonly RequestField[];

/** Amazon Nova 2 user guide, request schema, 2026-11-23. */
const MOST_NOVA_TOP_K = 128;

/** A temperature of 1 is the own one of a model that takes no other. */
function takesTemperature(model: string, temperature: number): boolean {
  return allowsTemperature(model) ? temperature <= 1 : temperature === 1;
}

function ownSampling({ model }: ChatRequest): boolean {
  return !allowsTemperature(model);
}

function bothSamplings(request: ChatRequest): boolean {
  return request.temperature !== undefined && asks(request, "topP");
}

const WITHOUT_IMAGES = /^(anthropic\.claude-3-5-haiku|amazon\.nova-micro)/;

const BODIES: Readonly<Record<Family, (request: ChatRequest) => unknown>> = {
  claude: claudeBody,
  nova: novaBody,
  llama3: (request) => llamaBody(request, LLAMA_3),
  llama4: (request) => llamaBody(request, LLAMA_4),
};

type FamilyRules = Omit<ConversationRules, "images">;

const LLAMA_RULES: FamilyRules = {
  ...{ toolName: null, userFirst: true, noBlanks: false, toolsForCalls: true },
  without: [...NOWHERE, "topK", "stop", "tools", "toolChoice"],
};

/** Fields that a family's body has no place for (AWS user guide, inference parameters of each family, 2026-11-23). */
const RULES: Readonly<Record<Family, FamilyRules>> = {
  claude: { ...MESSAGES_RULES, without: NOWHERE },
  // Amazon Nova user guide, complete request schema: the first turn is the user's; names have at most 64 characters.
  nova: { ...MESSAGES_RULES, toolName: /^[a-zA-Z0-9_-]{1,64}$/, without: NOWHERE },
  llama3: LLAMA_RULES,
  llama4: LLAMA_RULES,
};

function record(modelInput: unknown, rowMark: string): EncodedLine {
  const line = JSON.stringify({ recordId: CUSTOM_ID_PREFIX + rowMark, modelInput });
  return { endpoint: INVOKE_ENDPOINT, line: line.replace(ESCAPE, wellFormed) };
}

/** Half a character of two is no valid text anywhere. `JSON.stringify` escapes such halves and nothing else in this way. */
const ESCAPE = /\\(?:ud[89a-f][0-9a-f]{2}|.)/g;

function wellFormed(escaped: string): string {
  return escaped.length > 2 ? "\ufffd" : escaped;
}
