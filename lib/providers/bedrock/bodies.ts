import type { ChatRequest, Turn } from "../../core/request";
import { messagesOf, toolFields } from "../dialects/anthropic/messages";
import { fitsStructuredOutputs } from "../dialects/anthropic/structured-outputs";
import { asks } from "../dialects/conversation-rules";
import { baseModel } from "./family";
import { DEFAULT_MAX_TOKENS, LONGEST_ANSWERS } from "./limits";

export type Body = Readonly<Record<string, unknown>>;

/** Claude's messages (AWS user guide, Anthropic Claude Messages API, 2026-11-23). The model is named by the job. Pure. */
export function claudeBody(request: ChatRequest): Body {
  const { model, turns, outputSchema, stop = [] } = request;
  const held = isHeld(request);
  const system = instructions(request, held ? undefined : outputSchema);
  return {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: outputLimit(request) ?? Math.min(DEFAULT_MAX_TOKENS, longestAnswer(model)),
    ...(system ? { system } : {}),
    messages: messagesOf(turns),
    ...toolFields(request),
    ...(stop.length > 0 ? { stop_sequences: stop } : {}),
    ...sampling(request),
    ...(held ? { output_config: { format: { type: "json_schema", schema: outputSchema } } } : {}),
  };
}

/** Where a model takes one of the two alone, the temperature goes. */
function sampling(request: ChatRequest): Body {
  const { model, temperature, topP, topK } = request;
  if (!allowsTemperature(model)) return {};
  const one = temperature !== undefined && !allowsBothSamplings(model);
  return {
    ...(temperature === undefined ? {} : { temperature: Math.min(temperature, 1) }),
    ...(asks(request, "topP") && !one ? { top_p: topP } : {}),
    ...(topK === undefined ? {} : { top_k: topK }),
  };
}

/** Llama takes one text in the model's own markup (Meta's model cards of Llama 3 and 4). Pure. */
export function llamaBody(request: ChatRequest, markup: LlamaMarkup): Body {
  const { turns, model, temperature, topP } = request;
  const system = instructions(request);
  const said = (role: string, text: string) =>
    `${markup.open}${role}${markup.close}\n\n${text}${markup.end}`;
  const conversation = [
    ...(system ? [said("system", system)] : []),
    ...turns.map((turn) => said(turn.role, textOf(turn))),
  ].join("");
  return {
    prompt: `<|begin_of_text|>${conversation}${markup.open}assistant${markup.close}\n\n`,
    // 512 unless given, which would cut answers short.
    max_gen_len: outputLimit(request) ?? longestAnswer(model),
    ...(temperature === undefined ? {} : { temperature: Math.min(temperature, 1) }),
    ...(topP === undefined ? {} : { top_p: topP }),
  };
}

function textOf(turn: Turn): string {
  if (turn.role !== "user") return turn.text ?? "";
  return turn.parts.flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("\n");
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

/** Whether the model is held to the schema of the request. */
export function isHeld({ model, outputSchema }: ChatRequest): boolean {
  return (
    outputSchema !== undefined && allowsJsonSchema(model) && fitsStructuredOutputs(outputSchema)
  );
}

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

/**
 * Claude since 4.5 answers 400 to a temperature beside top_p (AWS user guide, Anthropic Claude Messages API, as cited in 2025-11;
 * its message for Sonnet 4.6, 2026-04); Opus 4.1 does too (recalled).
 */
export function allowsBothSamplings(model: string): boolean {
  return /^anthropic\.claude-(3-|(opus|sonnet)-4-(0$|2025))/.test(baseModel(model));
}

const BEFORE_SCHEMAS = /^anthropic\.claude-(v\d|instant|3-|(opus|sonnet)-4-(0$|1-|2025))/;
const WITH_TEMPERATURE = /^anthropic\.claude-(3-|(opus|sonnet|haiku)-4-([0156]($|-)|2025))/;

/** A blank system text is refused; a schema that nothing holds the model to is shown to it. */
export function instructions(
  { system, outputSchema }: ChatRequest,
  shown: ChatRequest["outputSchema"] = outputSchema,
): string {
  const held = shown === undefined ? [] : [showSchema(shown)];
  return [...(system?.trim() ? [system] : []), ...held].join("\n\n");
}

function showSchema(schema: Readonly<Record<string, unknown>>): string {
  return `Answer with one JSON value that follows this JSON Schema, and with nothing else:\n${JSON.stringify(schema)}`;
}

/** More than the model can say would be refused. */
export function outputLimit({ model, maxOutputTokens }: ChatRequest): number | undefined {
  return maxOutputTokens === undefined
    ? undefined
    : Math.min(maxOutputTokens, longestAnswer(model));
}

function longestAnswer(model: string): number {
  const name = baseModel(model);
  return LONGEST_ANSWERS.find(([pattern]) => pattern.test(name))?.[1] ?? 2048;
}
