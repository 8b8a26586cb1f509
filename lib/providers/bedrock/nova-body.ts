import type {
  ChatRequest,
  ContentPart,
  ImageSource,
  ToolCall,
  ToolChoice,
  Turn,
} from "../../core/request";
import { argumentsOf, argumentsSchema } from "../dialects/conversation-rules";
import { withCallIds } from "../dialects/turns";
import { type Body, instructions, outputLimit } from "./bodies";

/** Nova's own messages (Amazon Nova user guide, complete request schema, 2026-11-23). Pure. */
export function novaBody(request: ChatRequest): Body {
  const system = instructions(request);
  const config = inferenceConfig(request);
  return {
    schemaVersion: "messages-v1",
    ...(system ? { system: [{ text: system }] } : {}),
    messages: messagesOf(request.turns),
    ...(Object.keys(config).length > 0 ? { inferenceConfig: config } : {}),
    ...toolConfig(request),
  };
}

/** Temperatures go from 0.00001 to 1. */
function inferenceConfig(request: ChatRequest): Body {
  const { temperature, topP, topK, stop = [] } = request;
  const maxTokens = outputLimit(request);
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined
      ? {}
      : { temperature: Math.min(Math.max(temperature, 0.00001), 1) }),
    ...(topP === undefined ? {} : { topP }),
    ...(topK === undefined ? {} : { topK }),
    ...(stop.length > 0 ? { stopSequences: stop } : {}),
  };
}

/** Roles take turns, so what one says in a row is one message (Bedrock's message to others, recalled). */
function messagesOf(turns: readonly Turn[]): { role: string; content: Body[] }[] {
  const messages: { role: string; content: Body[] }[] = [];
  for (const next of withCallIds(turns, CALL_ID).map(message)) {
    const last = messages.at(-1);
    if (last?.role === next.role) last.content.push(...next.content);
    else messages.push(next);
  }
  return messages;
}

/** As the Converse API has it, whose messages are nearly Nova's (Amazon Nova user guide; the pattern is recalled). */
const CALL_ID = /^[a-zA-Z0-9_-]{1,64}$/;

function message(turn: Turn): { role: string; content: Body[] } {
  switch (turn.role) {
    case "user":
      return { role: "user", content: userContent(turn.parts) };
    case "assistant": {
      const said = turn.text?.trim() ? [{ text: turn.text }] : [];
      return { role: "assistant", content: [...said, ...turn.calls.map(toolUse)] };
    }
    case "tool":
      return { role: "user", content: [toolResult(turn)] };
  }
}

/** Images before the text, as in the guide's examples. */
function userContent(parts: readonly ContentPart[]): Body[] {
  const [first, ...others] = parts;
  const leads = first?.kind === "text" && others.every(({ kind }) => kind === "image");
  return (leads ? [...others, first] : parts).flatMap((part) =>
    part.kind === "text" ? [{ text: part.text }] : image(part.image),
  );
}

/** Only images in the line: Bedrock fetches none. */
function image(source: ImageSource): Body[] {
  if (source.kind === "url") return [];
  const format = source.mediaType.slice("image/".length);
  return [{ image: { format, source: { bytes: source.data } } }];
}

function toolUse(call: ToolCall): Body {
  return { toolUse: { toolUseId: call.id, name: call.name, input: argumentsOf(call) } };
}

function toolResult({ call, text }: Extract<Turn, { role: "tool" }>): Body {
  return { toolResult: { toolUseId: call.id, content: [{ text }] } };
}

function toolConfig({ tools = [], toolChoice }: ChatRequest): Body {
  if (tools.length === 0) return {};
  const specs = tools.map(({ parameters, ...tool }) => ({
    toolSpec: { ...tool, inputSchema: { json: argumentsSchema(parameters) } },
  }));
  const choice = toolChoice === undefined ? {} : { toolChoice: choiceOf(toolChoice) };
  return { toolConfig: { tools: specs, ...choice } };
}

function choiceOf(choice: ToolChoice): Body {
  if (typeof choice !== "string") return { tool: { name: choice.name } };
  return choice === "required" ? { any: {} } : { auto: {} };
}
