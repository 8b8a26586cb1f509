import type {
  ChatRequest,
  ContentPart,
  ImageSource,
  ToolCall,
  ToolChoice,
  Turn,
} from "../../core/request";
import { AppError } from "../../errors";

type Part = Readonly<Record<string, unknown>>;

interface Content {
  readonly role: "user" | "model";
  readonly parts: readonly Part[];
}

/** The contents of Gemini's API for the turns of a conversation. Answers to several calls are one content. Pure. */
export function contentsOf(turns: readonly Turn[]): Content[] {
  const contents: { role: Content["role"]; parts: Part[] }[] = [];
  let answering = false;
  for (const turn of turns) {
    const last = contents.at(-1);
    if (turn.role === "tool" && answering && last) last.parts.push(toolAnswer(turn));
    else contents.push(content(turn));
    answering = turn.role === "tool";
  }
  return contents;
}

/** The fields for the tools of a request; empty without any. Pure. */
export function toolFields({ tools, toolChoice }: Pick<ChatRequest, "tools" | "toolChoice">) {
  if (tools === undefined) return {};
  const functionDeclarations = tools.map(({ parameters, ...tool }) => ({
    ...tool,
    parametersJsonSchema: parameters,
  }));
  return {
    tools: [{ functionDeclarations }],
    ...(toolChoice === undefined
      ? {}
      : { toolConfig: { functionCallingConfig: callingConfig(toolChoice) } }),
  };
}

function content(turn: Turn): { role: Content["role"]; parts: Part[] } {
  switch (turn.role) {
    case "user":
      return { role: "user", parts: turn.parts.map(part) };
    case "assistant": {
      const said = turn.text ? [{ text: turn.text }] : [];
      return { role: "model", parts: [...said, ...turn.calls.map(call)] };
    }
    case "tool":
      return { role: "user", parts: [toolAnswer(turn)] };
  }
}

function part(one: ContentPart): Part {
  return one.kind === "text" ? { text: one.text } : imagePart(one.image);
}

function call({ name, arguments: args }: ToolCall): Part {
  return { functionCall: { name, args: JSON.parse(args) as unknown } };
}

/** The response of a function is an object; any text stands under `output` (types of @google/genai 2.32). */
function toolAnswer({ call: { name }, text }: Extract<Turn, { role: "tool" }>): Part {
  return { functionResponse: { name, response: { output: text } } };
}

function callingConfig(choice: ToolChoice) {
  if (typeof choice !== "string") return { mode: "ANY", allowedFunctionNames: [choice.name] };
  return { mode: { auto: "AUTO", none: "NONE", required: "ANY" }[choice] };
}

function imagePart(image: ImageSource): Part {
  if (image.kind === "url") {
    throw new AppError("invalid_request", "Google Gemini takes images as data, not by address.");
  }
  return { inlineData: { mimeType: image.mediaType, data: image.data } };
}
