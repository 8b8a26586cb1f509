import type { Prompt } from "../engine/answer-prompt";
import type { Model } from "../engine/model";
import type { Turn } from "../engine/usage";

/** The fields of a valid request that the sandbox acts on. Others are checked, and some shown again. */
export interface ResponseRequest {
  model: string;
  input: string | ResponseItem[];
  instructions?: string | null;
  max_output_tokens?: number | null;
  reasoning?: { effort?: string | null; summary?: string | null } | null;
  service_tier?: string | null;
  text?: { format?: TextFormat | null; verbosity?: string | null } | null;
}

export interface TextFormat {
  type: string;
  schema?: Record<string, unknown>;
}

export interface ResponseItem {
  role?: string;
  content?: string | ItemPart[];
  output?: unknown;
  arguments?: string;
}

interface ItemPart {
  text?: string;
  refusal?: string;
}

/** A valid request in the engine's words. */
export function toPrompt(request: ResponseRequest, model: Model): Prompt {
  const { input, instructions } = request;
  const orders: Turn[] = instructions ? [{ instructs: true, text: instructions, media: 0 }] : [];
  const items = typeof input === "string" ? [{ role: "user", content: input }] : input;
  return {
    model,
    turns: [...orders, ...items.map(toTurn)],
    shape: shapeOf(request.text?.format),
    maxOutputTokens: request.max_output_tokens ?? null,
    effort: request.reasoning?.effort ?? null,
    choices: 1,
  };
}

function toTurn({ role, content, output, arguments: call }: ResponseItem): Turn {
  const parts = Array.isArray(content) ? content : [];
  const said = typeof content === "string" ? content : parts.map(partText).join("\n");
  return {
    instructs: role === "system" || role === "developer",
    text: said || (typeof output === "string" ? output : (call ?? "")),
    media: parts.filter((part) => part.text === undefined && part.refusal === undefined).length,
  };
}

function partText({ text, refusal }: ItemPart): string {
  return text ?? refusal ?? "";
}

function shapeOf(format: TextFormat | null | undefined): Prompt["shape"] {
  if (format?.type === "json_object") return "object";
  return format?.type === "json_schema" ? (format.schema ?? {}) : null;
}
