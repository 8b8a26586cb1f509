import type { ImageSource, NeutralRequest } from "../../core/request";
import { fitsStructuredOutputs } from "../dialects/anthropic/structured-outputs";
import { baseModel } from "./family";
import { DEFAULT_MAX_TOKENS, LONGEST_ANSWERS } from "./limits";

type Body = Readonly<Record<string, unknown>>;

/** Claude's messages (AWS user guide, Anthropic Claude Messages API, 2026-11-23). The model is named by the job. Pure. */
export function claudeBody(request: NeutralRequest): Body {
  const { model, prompt, images = [], outputSchema, temperature } = request;
  const held =
    outputSchema !== undefined && allowsJsonSchema(model) && fitsStructuredOutputs(outputSchema);
  const system = instructions(request, held ? undefined : outputSchema);
  const blocks = images.flatMap(claudeImage);
  return {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: outputLimit(request) ?? Math.min(DEFAULT_MAX_TOKENS, longestAnswer(model)),
    ...(system ? { system } : {}),
    messages: [
      {
        role: "user",
        content: blocks.length > 0 ? [...blocks, { type: "text", text: prompt }] : prompt,
      },
    ],
    ...(temperature !== undefined && allowsTemperature(model)
      ? { temperature: Math.min(temperature, 1) }
      : {}),
    ...(held ? { output_config: { format: { type: "json_schema", schema: outputSchema } } } : {}),
  };
}

/** Nova's own messages (Amazon Nova user guide, complete request schema, 2026-11-23). Pure. */
export function novaBody(request: NeutralRequest): Body {
  const { prompt, images = [], temperature } = request;
  const system = instructions(request);
  const maxTokens = outputLimit(request);
  const config = {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    // From 0.00001 to 1.
    ...(temperature === undefined
      ? {}
      : { temperature: Math.min(Math.max(temperature, 0.00001), 1) }),
  };
  return {
    schemaVersion: "messages-v1",
    ...(system ? { system: [{ text: system }] } : {}),
    messages: [{ role: "user", content: [...images.flatMap(novaImage), { text: prompt }] }],
    ...(Object.keys(config).length > 0 ? { inferenceConfig: config } : {}),
  };
}

/** Llama takes one text in the model's own markup (Meta's model cards of Llama 3 and 4). Pure. */
export function llamaBody(request: NeutralRequest, markup: LlamaMarkup): Body {
  const { prompt, model, temperature } = request;
  const system = instructions(request);
  const said = (role: string, text: string) =>
    `${markup.open}${role}${markup.close}\n\n${text}${markup.end}`;
  const turns = [...(system ? [said("system", system)] : []), said("user", prompt)].join("");
  return {
    prompt: `<|begin_of_text|>${turns}${markup.open}assistant${markup.close}\n\n`,
    // 512 unless given, which would cut answers short.
    max_gen_len: outputLimit(request) ?? longestAnswer(model),
    ...(temperature === undefined ? {} : { temperature: Math.min(temperature, 1) }),
  };
}

export interface LlamaMarkup {
  readonly open: string;
  readonly close: string;
  readonly end: string;
}

export const LLAMA_3: LlamaMarkup = {
  open: "<|start_header_id|>",
  close: "<|end_header_id|>",
  end: "<|eot_id|>",
};
export const LLAMA_4: LlamaMarkup = {
  open: "<|header_start|>",
  close: "<|header_end|>",
  end: "<|eot|>",
};

/** Claude 4.5 and later are held to a schema (AWS user guide, structured outputs, 2026-11-23). */
export function allowsJsonSchema(model: string): boolean {
  const name = baseModel(model);
  return /^anthropic\.claude-/.test(name) && !BEFORE_SCHEMAS.test(name);
}

/** Claude after Opus 4.6 keeps its own sampling (Anthropic, API versions, 2026-11-23). */
export function allowsTemperature(model: string): boolean {
  const name = baseModel(model);
  return !/^anthropic\.claude-/.test(name) || WITH_TEMPERATURE.test(name);
}

const BEFORE_SCHEMAS = /^anthropic\.claude-(v\d|instant|3-|(opus|sonnet)-4-(0$|1-|2025))/;
const WITH_TEMPERATURE = /^anthropic\.claude-(3-|(opus|sonnet|haiku)-4-([0156]($|-)|2025))/;

/** A blank system text is refused; a schema that nothing holds the model to is shown to it. */
function instructions(
  { system, outputSchema }: NeutralRequest,
  shown: NeutralRequest["outputSchema"] = outputSchema,
): string {
  const held = shown === undefined ? [] : [showSchema(shown)];
  return [...(system?.trim() ? [system] : []), ...held].join("\n\n");
}

function showSchema(schema: Readonly<Record<string, unknown>>): string {
  return `Answer with one JSON value that follows this JSON Schema, and with nothing else:\n${JSON.stringify(schema)}`;
}

/** More than the model can say would be refused. */
function outputLimit({ model, maxOutputTokens }: NeutralRequest): number | undefined {
  return maxOutputTokens === undefined
    ? undefined
    : Math.min(maxOutputTokens, longestAnswer(model));
}

function longestAnswer(model: string): number {
  const name = baseModel(model);
  return LONGEST_ANSWERS.find(([pattern]) => pattern.test(name))?.[1] ?? 2048;
}

/** Only images in the line: Bedrock fetches none. */
function claudeImage(image: ImageSource) {
  if (image.kind === "url") return [];
  const source = { type: "base64", media_type: image.mediaType, data: image.data };
  return [{ type: "image", source }];
}

function novaImage(image: ImageSource) {
  if (image.kind === "url") return [];
  const format = image.mediaType.slice("image/".length);
  return [{ image: { format, source: { bytes: image.data } } }];
}
