import type {
  ChatRequest,
  ContentPart,
  ImageSource,
  Tool,
  ToolCall,
  ToolChoice,
  Turn,
} from "../../../core/request";

import { argumentsOf, argumentsSchema, type ConversationRules } from "../conversation-rules";
import { withCallIds } from "../turns";

type Block = Readonly<Record<string, unknown>>;

/** What Messages takes of a conversation: names of tools by SDK 1.12, texts by the errors that the API answers with. */
export const MESSAGES_RULES = {
  toolName: /^[a-zA-Z0-9_-]{1,128}$/,
  userFirst: true,
  noBlanks: true,
  toolsForCalls: true,
} as const satisfies Partial<ConversationRules>;

/** Whether the API takes the stop words: it refuses one without any letter or sign. Pure. */
export function stopsFit({ stop = [] }: Pick<ChatRequest, "stop">): boolean {
  return stop.every((word) => word.trim() !== "");
}

/** What the API asks of the ids of calls. */
const CALL_ID = /^[a-zA-Z0-9_-]+$/;

/** The messages of Anthropic's API for the turns of a conversation. Answers to several calls are one message. Pure. */
export function messagesOf(turns: readonly Turn[]) {
  const messages: { role: "user" | "assistant"; content: string | readonly Block[] }[] = [];
  let results: Block[] | null = null;
  for (const turn of withCallIds(turns, CALL_ID)) {
    if (turn.role !== "tool") {
      results = null;
      messages.push(
        turn.role === "user"
          ? { role: "user", content: userContent(turn.parts) }
          : { role: "assistant", content: assistantContent(turn.text, turn.calls) },
      );
      continue;
    }
    if (results === null) {
      results = [];
      messages.push({ role: "user", content: results });
    }
    results.push({ type: "tool_result", tool_use_id: turn.call.id, content: turn.text });
  }
  return messages;
}

/** The fields for the tools of a request; empty without any. Pure. */
export function toolFields({ tools = [], toolChoice }: Pick<ChatRequest, "tools" | "toolChoice">) {
  if (tools.length === 0) return {};
  return {
    tools: tools.map(wireTool),
    ...(toolChoice === undefined ? {} : { tool_choice: wireChoice(toolChoice) }),
  };
}

/** One text alone stays text; images go before the one text, where the models read them best (Anthropic guide to vision). */
function userContent(parts: readonly ContentPart[]): string | Block[] {
  const [first, ...others] = parts;
  if (first?.kind === "text" && others.length === 0) return first.text;
  const leads = first?.kind === "text" && others.every(({ kind }) => kind === "image");
  return (leads && first ? [...others, first] : parts).map(block);
}

function block(part: ContentPart): Block {
  return part.kind === "text"
    ? { type: "text", text: part.text }
    : { type: "image", source: sourceOf(part.image) };
}

function sourceOf(image: ImageSource): Block {
  return image.kind === "url"
    ? { type: "url", url: image.url }
    : { type: "base64", media_type: image.mediaType, data: image.data };
}

function assistantContent(text: string | null, calls: readonly ToolCall[]): string | Block[] {
  if (calls.length === 0) return text ?? "";
  const uses = calls.map((call) => ({
    ...{ type: "tool_use", id: call.id, name: call.name },
    input: argumentsOf(call),
  }));
  return [...(text?.trim() ? [{ type: "text", text }] : []), ...uses];
}

function wireTool({ name, description, parameters }: Tool): Block {
  return {
    name,
    ...(description === undefined ? {} : { description }),
    input_schema: argumentsSchema(parameters),
  };
}

function wireChoice(choice: ToolChoice): Block {
  if (typeof choice !== "string") return { type: "tool", name: choice.name };
  return { type: choice === "required" ? "any" : choice };
}
