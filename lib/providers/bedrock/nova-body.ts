import type {
  ChatRequest,
  ContentPart,
  ImageSource,
  ToolCall,
  ToolChoice,
  Turn,
} from "../../core/request";
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
  const { temperature, topP, topK, stop } = request;
  const maxTokens = outputLimit(request);
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined
      ? {}
      : { temperature: Math.min(Math.max(temperature, 0.00001), 1) }),
    ...(topP === undefined ? {} : { topP }),
    ...(topK === undefined ? {} : { topK }),
    ...(stop === undefined ? {} : { stopSequences: stop }),
  };
}

function messagesOf(turns: readonly Turn[]): { role: string; content: Body[] }[] {
  const messages: { role: string; content: Body[] }[] = [];
  let answering = false;
  for (const turn of turns) {
    const last = messages.at(-1);
    if (turn.role === "tool" && answering && last) last.content.push(toolResult(turn));
    else messages.push(message(turn));
    answering = turn.role === "tool";
  }
  return messages;
}

function message(turn: Turn): { role: string; content: Body[] } {
  switch (turn.role) {
    case "user":
      return { role: "user", content: userContent(turn.parts) };
    case "assistant": {
      const said = turn.text ? [{ text: turn.text }] : [];
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

function toolUse({ id, name, arguments: args }: ToolCall): Body {
  return { toolUse: { toolUseId: id, name, input: JSON.parse(args) as unknown } };
}

function toolResult({ call, text }: Extract<Turn, { role: "tool" }>): Body {
  return { toolResult: { toolUseId: call.id, content: [{ text }] } };
}

function toolConfig({ tools, toolChoice }: ChatRequest): Body {
  if (tools === undefined) return {};
  const specs = tools.map(({ parameters, ...tool }) => ({
    toolSpec: { ...tool, inputSchema: { json: parameters } },
  }));
  const choice = toolChoice === undefined ? {} : { toolChoice: choiceOf(toolChoice) };
  return { toolConfig: { tools: specs, ...choice } };
}

function choiceOf(choice: ToolChoice): Body {
  if (typeof choice !== "string") return { tool: { name: choice.name } };
  return choice === "required" ? { any: {} } : { auto: {} };
}
