import type { Prompt } from "../engine/answer-prompt";
import type { Model } from "../engine/model";
import type { ChatDialect } from "./dialect";
import { toOffered } from "./validate-tools";

/** The fields of a valid chat request that the sandbox acts on. Everything else is checked and dropped. */
export interface ChatRequest {
  model: string;
  messages: ChatMessage[];
  n?: number | null;
  reasoning_effort?: string | null;
  service_tier?: string | null;
  response_format?: { type: string; json_schema?: { schema?: Record<string, unknown> } } | null;
}

export interface ChatMessage {
  role: string;
  content?: string | ContentPart[] | null;
}

interface ContentPart {
  type: string;
  text?: string;
}

/** A valid request in the engine's words. */
export function toPrompt(request: ChatRequest, model: Model, dialect: ChatDialect): Prompt {
  const fields: Readonly<Record<string, unknown>> = { ...request };
  const limits = dialect.limitFields.map((name) => fields[name]);
  const limit = limits.find((value) => typeof value === "number");
  return {
    model,
    turns: toTurns(request.messages),
    shape: shapeOf(request),
    maxOutputTokens: typeof limit === "number" ? limit : null,
    effort: request.reasoning_effort ?? null,
    choices: request.n ?? 1,
    tools: toOffered(fields),
  };
}

/** The messages in the engine's words. */
export function toTurns(messages: readonly ChatMessage[]): Prompt["turns"] {
  return messages.map((message) => ({
    instructs: message.role === "system" || message.role === "developer",
    text: textOf(message),
    media: mediaParts(message),
  }));
}

/** The text of a message: its string, or the text parts in order. */
function textOf(message: ChatMessage): string {
  if (typeof message.content === "string") return message.content;
  return (message.content ?? []).map((part) => part.text ?? "").join("\n");
}

/** How many parts carry an image or another medium. */
function mediaParts(message: ChatMessage): number {
  if (!Array.isArray(message.content)) return 0;
  return message.content.filter((part) => part.text === undefined).length;
}

function shapeOf({ response_format: format }: ChatRequest): Prompt["shape"] {
  if (format?.type === "json_object") return "object";
  return format?.type === "json_schema" ? (format.json_schema?.schema ?? {}) : null;
}
