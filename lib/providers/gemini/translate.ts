import type { ChatField, ChatRequest, ImageSource, Turn } from "../../core/request";
import { asks, conversationCannot, fields } from "../dialects/conversation-rules";
import type { EncodedLine } from "../encoded-line";
import { contentsOf, toolFields } from "./contents";
import { holdsSchema } from "./held-schema";
import { MAX_STOP_SEQUENCES } from "./limits";

/** The method that all lines of a batch are for; the model stands in the create. */
export const ENDPOINT = "batchGenerateContent";

/** Keys are `r` and the row number. No rule for them is published but that they are strings. */
export const KEY_PREFIX = "r";

/** One batch line for a request. Texts are copied verbatim, so marks survive. Pure. */
export function encode(request: ChatRequest, rowMark: string): EncodedLine {
  const { model, system, turns } = request;
  const config = generationConfig(request);
  const body = {
    ...(system ? { systemInstruction: { parts: [{ text: system }] } } : {}),
    contents: contentsOf(turns, { signed: wantsSignatures(model) }),
    ...toolFields(request),
    ...(Object.keys(config).length === 0 ? {} : { generationConfig: config }),
  };
  return {
    endpoint: ENDPOINT,
    line: JSON.stringify({ key: KEY_PREFIX + rowMark, request: body }),
  };
}

/** What `encode` leaves out, or what the model would refuse or pass over. Pure. */
export function cannot(request: ChatRequest): readonly ChatField[] {
  const { model, stop = [], temperature = 0, topK = 1, seed = 0, outputSchema } = request;
  const found = [
    ...conversationCannot(request, {
      ...{
        toolName: WITHOUT_TOOLS.test(model) ? null : TOOL_NAME,
        userFirst: true,
        noBlanks: false,
        toolsForCalls: false,
      },
      ...{ images: imagesOf(model), without: WITH_PENALTIES.test(model) ? [] : PENALTIES },
    }),
    ...fields({
      reasoningEffort: request.reasoningEffort !== undefined,
      images: request.turns.some(showsGif),
      stop: stop.length > MAX_STOP_SEQUENCES,
      temperature: temperature > 2,
      topK: topK < 1,
      seed: seed !== (seed | 0),
      outputSchema:
        outputSchema !== undefined && !(allowsJsonSchema(model) && holdsSchema(outputSchema)),
    }),
    ...besideTools(request),
  ];
  return [...new Set(found)];
}

/** The types of @google/genai 2.32, notes on FunctionDeclaration. */
const TOOL_NAME = /^[a-zA-Z_][\w.:-]{0,127}$/;
/** Function calling is not enabled for these (recalled). */
const WITHOUT_TOOLS = /^(models\/)?(gemma-[123]|gemini-gemma|gemini-1\.0)/;

/** Only these models take penalties; the others answer 400 (Gemini's message, as told in 2025-09 and 2026-07). */
const WITH_PENALTIES = /^(models\/)?gemini-2\.0-/;
const PENALTIES = ["frequencyPenalty", "presencePenalty"] as const;

const BEFORE_3 = /^(models\/)?(gemini-[12]\.|gemma|gemini-gemma)/;

/** Models since Gemini 3 refuse a call in the history without a signature (Google's guide to thought signatures, read 2026-11-24). */
function wantsSignatures(model: string): boolean {
  return !BEFORE_3.test(model);
}

/**
 * Models before Gemini 3 refuse JSON beside tools, and every model beside a call that is forced (Gemini's messages, as told
 * in 2025-01 and 2026-07).
 */
function besideTools(request: ChatRequest): readonly ChatField[] {
  const { model, tools = [], toolChoice, outputSchema, jsonObject } = request;
  const forced = toolChoice !== undefined && toolChoice !== "auto" && toolChoice !== "none";
  const refused = tools.length > 0 && (forced || BEFORE_3.test(model));
  return fields({
    outputSchema: refused && outputSchema !== undefined,
    jsonObject: refused && jsonObject === true,
  });
}

/** GIF is not among the types of Gemini's guide to images (recalled). */
function showsGif(turn: Turn): boolean {
  if (turn.role !== "user") return false;
  return turn.parts.some(
    (part) =>
      part.kind === "image" && part.image.kind === "base64" && part.image.mediaType === "image/gif",
  );
}

/** Whether the model takes a JSON Schema for its output: every Gemini since 2.0, no Gemma (Gemini API guide on structured output). */
export function allowsJsonSchema(model: string): boolean {
  return !WITHOUT_SCHEMAS.test(model);
}

/** Every Gemini model takes a temperature from 0 to 2. */
export function allowsTemperature(_model: string): boolean {
  return true;
}

/**
 * Images go inline only: `fileData` is documented for files of the Files API and of Google Cloud Storage (types of
 * @google/genai 2.32), not for any address on the web.
 */
export function imagesOf(model: string): readonly ImageSource["kind"][] {
  return WITHOUT_IMAGES.test(model) ? [] : ["base64"];
}

const WITHOUT_SCHEMAS = /^(models\/)?(gemma|gemini-gemma|gemini-1\.0)/;
const WITHOUT_IMAGES = /^(models\/)?(gemma-[12]|gemini-gemma|gemini-1\.0)/;

/** The fields that `@google/genai` gives the same names. */
function generationConfig(request: ChatRequest): Record<string, unknown> {
  const { stop = [], outputSchema, jsonObject } = request;
  const lost = new Set(cannot(request));
  const refused = new Set(besideTools(request));
  const named = SAME_NAME.filter((field) => asks(request, field) && !lost.has(field));
  const schema = refused.has("outputSchema") ? undefined : outputSchema;
  const json = schema !== undefined || (jsonObject && !refused.has("jsonObject"));
  return {
    ...Object.fromEntries(named.map((field) => [field, request[field]])),
    ...(stop.length > 0 ? { stopSequences: stop.slice(0, MAX_STOP_SEQUENCES) } : {}),
    ...(json ? { responseMimeType: "application/json" } : {}),
    ...(schema === undefined ? {} : { responseJsonSchema: schema }),
  };
}

const SAME_NAME = [
  "maxOutputTokens",
  "temperature",
  "topP",
  "topK",
  "seed",
  "frequencyPenalty",
  "presencePenalty",
] as const;
