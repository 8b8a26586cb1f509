import type { ChatField, ChatRequest, ImageSource, ToolCall, Turn } from "../../core/request";
import { type TurnRules, turnsFit } from "./turns";

export type RequestField = Exclude<ChatField, "images">;

/** What a provider or a model takes of a conversation. */
export interface ConversationRules extends TurnRules {
  readonly images: readonly ImageSource["kind"][];
  /** What it has no field for, or refuses. */
  readonly without: readonly RequestField[];
  /** Calls in the turns are refused where no tools are told. */
  readonly toolsForCalls: boolean;
}

/** The fields of a request that go against the rules, each once. Pure. */
export function conversationCannot(
  request: ChatRequest,
  rules: ConversationRules,
): readonly ChatField[] {
  const { turns } = request;
  const images = turns.flatMap((turn) =>
    turn.role === "user"
      ? turn.parts.flatMap((part) => (part.kind === "image" ? [part.image.kind] : []))
      : [],
  );
  const told = (request.tools ?? []).length > 0 && !rules.without.includes("tools");
  const fit = toolsFit(request, rules);
  const untold = rules.toolsForCalls && turns.some(calls) && !(told && fit);
  const lost = rules.without.filter((field) => asks(request, field));
  const others = fields({
    images: images.some((kind) => !rules.images.includes(kind)),
    turns: untold || !turnsFit(turns, rules),
    tools: !fit,
    toolChoice: asks(request, "toolChoice") && !(fit && choosesATool(request)),
  });
  return [...new Set([...lost, ...others])];
}

function toolsFit({ tools = [] }: ChatRequest, { toolName }: ConversationRules): boolean {
  const names = new Set(tools.map(({ name }) => name));
  return (
    names.size === tools.length &&
    tools.every(
      ({ name, parameters: { type = "object" } }) => toolName?.test(name) && type === "object",
    )
  );
}

function calls(turn: Turn): boolean {
  return turn.role === "assistant" && turn.calls.length > 0;
}

/** The names of the fields that are true. Pure. */
export function fields(named: Partial<Record<ChatField, boolean>>): readonly ChatField[] {
  return Object.entries(named).flatMap(([field, is]) => (is ? [field as ChatField] : []));
}

/** Whether a field asks for something: some values are what every model does unasked. Pure. */
export function asks(request: ChatRequest, field: RequestField): boolean {
  switch (field) {
    case "topP":
      return (request.topP ?? 1) !== 1;
    case "frequencyPenalty":
    case "presencePenalty":
      return (request[field] ?? 0) !== 0;
    case "tools":
    case "stop":
      return (request[field] ?? []).length > 0;
    case "toolChoice":
      return asksForChoice(request);
    default:
      return request[field] !== undefined;
  }
}

/** With tools a model chooses by itself, and without tools it calls none. */
function asksForChoice({ toolChoice = "auto", tools = [] }: ChatRequest): boolean {
  return toolChoice !== "auto" && (toolChoice !== "none" || tools.length > 0);
}

function choosesATool({ toolChoice, tools = [] }: ChatRequest): boolean {
  if (typeof toolChoice !== "object") return tools.length > 0;
  return tools.some(({ name }) => name === toolChoice.name);
}

/** The arguments of a call, whose JSON text `turnsFit` has looked at. */
export function argumentsOf({ arguments: args }: ToolCall): unknown {
  return JSON.parse(args);
}

/** The JSON Schema of a tool's arguments, which are an object also where it leaves that unsaid. Pure. */
export function argumentsSchema(parameters: Readonly<Record<string, unknown>>) {
  return { type: "object", properties: {}, ...parameters };
}
