import type { ImageSource, NeutralRequest } from "../../core/request";
import { AppError } from "../../errors";
import type { EncodedLine } from "../provider";
import { claudeBody, LLAMA_3, LLAMA_4, llamaBody, novaBody } from "./bodies";
import { baseModel, type Family, familyOf } from "./family";

/** What a job asks of its model for every record: `InvokeModel`, with the body that the model itself takes. */
export const INVOKE_ENDPOINT = "/invoke";

/** Record ids are `r` and the row number: letters and digits (AWS user guide, batch inference data). */
export const CUSTOM_ID_PREFIX = "r";

/** One record for a prompt. Texts are copied verbatim, so marks survive. Throws `AppError` for an unknown family. Pure. */
export function encode(request: NeutralRequest, rowMark: string): EncodedLine {
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
 * One record around a body that the model itself takes; the quotes around `bodyMark` belong to the mark. Throws `AppError`
 * for a body of another API. Pure.
 */
export function encodeRaw(endpoint: string, bodyMark: string, rowMark: string): EncodedLine {
  if (endpoint !== INVOKE_ENDPOINT) {
    throw new AppError(
      "invalid_request",
      `Requests for ${endpoint.slice(0, 60)} cannot be sent to Amazon Bedrock: use ${INVOKE_ENDPOINT}, with the body that the model takes.`,
    );
  }
  return record(bodyMark, rowMark);
}

/** Images in the line, for models that see (vision flags of LiteLLM's price list, copy of 2026-08-01). */
export function imagesOf(model: string): readonly ImageSource["kind"][] {
  const family = familyOf(model);
  const sees = family === "claude" || family === "nova";
  return sees && !WITHOUT_IMAGES.test(baseModel(model)) ? ["base64"] : [];
}

const WITHOUT_IMAGES = /^(anthropic\.claude-3-5-haiku|amazon\.nova-micro)/;

const BODIES: Readonly<Record<Family, (request: NeutralRequest) => unknown>> = {
  claude: claudeBody,
  nova: novaBody,
  llama3: (request) => llamaBody(request, LLAMA_3),
  llama4: (request) => llamaBody(request, LLAMA_4),
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
