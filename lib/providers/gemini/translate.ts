import type { ImageSource, NeutralRequest } from "../../core/request";
import { AppError } from "../../errors";
import type { EncodedLine } from "../provider";

/** The method that all lines of a batch are for; the model stands in the create. */
export const ENDPOINT = "batchGenerateContent";

/** Keys are `r` and the row number. No rule for them is published but that they are strings. */
export const KEY_PREFIX = "r";

/** One batch line for a prompt. Texts are copied verbatim, so marks survive. Pure. */
export function encode(request: NeutralRequest, rowMark: string): EncodedLine {
  const { system, prompt, images = [] } = request;
  const config = generationConfig(request);
  const body = {
    ...(system ? { systemInstruction: { parts: [{ text: system }] } } : {}),
    contents: [{ role: "user", parts: [{ text: prompt }, ...images.map(imagePart)] }],
    ...(Object.keys(config).length === 0 ? {} : { generationConfig: config }),
  };
  return {
    endpoint: ENDPOINT,
    line: JSON.stringify({ key: KEY_PREFIX + rowMark, request: body }),
  };
}

/** Throws `AppError`: bodies in OpenAI's shape are not what this API reads. Pure. */
export function encodeRaw(endpoint: string, _bodyMark: string, _rowMark: string): EncodedLine {
  throw new AppError(
    "invalid_request",
    `Requests for ${endpoint.slice(0, 60)} are not supported on Google Gemini: write a prompt instead.`,
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
function generationConfig({ maxOutputTokens, temperature, outputSchema }: NeutralRequest) {
  return {
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(outputSchema === undefined
      ? {}
      : { responseMimeType: "application/json", responseJsonSchema: outputSchema }),
  };
}

function imagePart(image: ImageSource) {
  if (image.kind === "url") {
    throw new AppError("invalid_request", "Google Gemini takes images as data, not by address.");
  }
  return { inlineData: { mimeType: image.mediaType, data: image.data } };
}
