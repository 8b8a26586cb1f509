import type { ChatField, ChatRequest, ImageSource } from "../../core/request";
import type { EncodedLine } from "../encoded-line";
import { contentsOf, toolFields } from "./contents";
import { MAX_STOP_SEQUENCES } from "./limits";

/** The method that all lines of a batch are for; the model stands in the create. */
export const ENDPOINT = "batchGenerateContent";

/** Keys are `r` and the row number. No rule for them is published but that they are strings. */
export const KEY_PREFIX = "r";

/** One batch line for a request. Texts are copied verbatim, so marks survive. Pure. */
export function encode(request: ChatRequest, rowMark: string): EncodedLine {
  const { system, turns } = request;
  const config = generationConfig(request);
  const body = {
    ...(system ? { systemInstruction: { parts: [{ text: system }] } } : {}),
    contents: contentsOf(turns),
    ...toolFields(request),
    ...(Object.keys(config).length === 0 ? {} : { generationConfig: config }),
  };
  return {
    endpoint: ENDPOINT,
    line: JSON.stringify({ key: KEY_PREFIX + rowMark, request: body }),
  };
}

/** What `encode` leaves out. Pure. */
export function cannot({ reasoningEffort, stop = [] }: ChatRequest): readonly ChatField[] {
  return [
    ...(reasoningEffort === undefined ? [] : (["reasoningEffort"] as const)),
    ...(stop.length > MAX_STOP_SEQUENCES ? (["stop"] as const) : []),
  ];
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
  const { stop, outputSchema, jsonObject } = request;
  const named = SAME_NAME.filter((field) => request[field] !== undefined);
  return {
    ...Object.fromEntries(named.map((field) => [field, request[field]])),
    ...(stop === undefined ? {} : { stopSequences: stop.slice(0, MAX_STOP_SEQUENCES) }),
    ...(jsonObject || outputSchema ? { responseMimeType: "application/json" } : {}),
    ...(outputSchema === undefined ? {} : { responseJsonSchema: outputSchema }),
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
