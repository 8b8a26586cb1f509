import type { ImageSource, NeutralRequest } from "../../../core/request";
import type { EncodedLine } from "../../provider";

/** What differs between the models and providers that read chat-completions lines. */
export interface ChatVariant {
  readonly instructionRole: "system" | "developer";
  readonly outputLimitField: "max_completion_tokens" | "max_tokens";
  readonly temperature: boolean;
  /** Whether the provider can hold the model to this schema, instead of only showing it. */
  readonly strict: (schema: Readonly<Record<string, unknown>>) => boolean;
}

export const CHAT_ENDPOINT = "/v1/chat/completions";

/** Custom ids are `r` and the row number: unique in the batch, far below 64 ASCII characters. */
export const CUSTOM_ID_PREFIX = "r";

/** One batch line for a prompt. Texts are copied verbatim, so marks survive. Pure. */
export function chatLine(
  request: NeutralRequest,
  rowMark: string,
  variant: ChatVariant,
): EncodedLine {
  return batchLine(CHAT_ENDPOINT, chatBody(request, variant), rowMark);
}

/** The body of a line for a prompt, for lines of another form. Pure. */
export function chatBody(request: NeutralRequest, variant: ChatVariant) {
  const {
    model,
    system,
    prompt,
    images = [],
    outputSchema,
    maxOutputTokens,
    temperature,
  } = request;
  return {
    model,
    messages: [
      ...(system ? [{ role: variant.instructionRole, content: system }] : []),
      { role: "user", content: content(prompt, images) },
    ],
    ...(maxOutputTokens === undefined ? {} : { [variant.outputLimitField]: maxOutputTokens }),
    ...(temperature === undefined || !variant.temperature ? {} : { temperature }),
    ...(outputSchema === undefined ? {} : { response_format: format(outputSchema, variant) }),
  };
}

/** Text alone stays text; beside images it is the first part. */
function content(prompt: string, images: readonly ImageSource[]) {
  if (images.length === 0) return prompt;
  const parts = images.map((image) => ({
    type: "image_url",
    image_url: { url: addressOf(image) },
  }));
  return [{ type: "text", text: prompt }, ...parts];
}

function addressOf(image: ImageSource): string {
  return image.kind === "url" ? image.url : `data:${image.mediaType};base64,${image.data}`;
}

/** One batch line around a request that exists already; the quotes around `bodyMark` belong to the mark. Pure. */
export function rawLine(endpoint: string, bodyMark: string, rowMark: string): EncodedLine {
  return batchLine(endpoint, bodyMark, rowMark);
}

/** A line that holds its id and its body alone, because the batch names the endpoint. Pure. */
export function bareLine(endpoint: string, body: unknown, rowMark: string): EncodedLine {
  return { endpoint, line: JSON.stringify({ custom_id: CUSTOM_ID_PREFIX + rowMark, body }) };
}

function batchLine(endpoint: string, body: unknown, rowMark: string): EncodedLine {
  const line = { custom_id: CUSTOM_ID_PREFIX + rowMark, method: "POST", url: endpoint, body };
  return { endpoint, line: JSON.stringify(line) };
}

/** The user's schema as it is: where strict mode would need another one, the model is shown it without strict. */
function format(schema: Readonly<Record<string, unknown>>, variant: ChatVariant) {
  return {
    type: "json_schema",
    json_schema: { name: "answer", strict: variant.strict(schema), schema },
  };
}
