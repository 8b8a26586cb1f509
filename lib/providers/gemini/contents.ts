import type {
  ChatRequest,
  ContentPart,
  ImageSource,
  ToolCall,
  ToolChoice,
  Turn,
} from "../../core/request";
import { AppError } from "../../errors";
import { argumentsOf, argumentsSchema } from "../dialects/conversation-rules";
import { withCallIds } from "../dialects/turns";

type Part = Readonly<Record<string, unknown>>;

interface Content {
  readonly role: "user" | "model";
  readonly parts: readonly Part[];
}

/**
 * The contents of Gemini's API for the turns of a conversation. What the model says in a row is one
 * content, and so are answers to several calls. `signed`: calls
 * bear the signature that stands for one of another model. Pure.
 */
export function contentsOf(turns: readonly Turn[], { signed }: { signed: boolean }): Content[] {
  const contents: { from: Turn["role"]; role: Content["role"]; parts: Part[] }[] = [];
  for (const turn of withCallIds(turns, CALL_ID)) {
    const next = content(turn, signed);
    const last = contents.at(-1);
    // What the user says twice stays apart, because an answer to a call must not be mixed with it.
    if (turn.role !== "user" && last?.from === turn.role) last.parts.push(...next.parts);
    else contents.push({ from: turn.role, ...next });
  }
  return contents.map(({ role, parts }) => ({ role, parts }));
}

/** The fields for the tools of a request; empty without any. Pure. */
export function toolFields({ tools = [], toolChoice }: Pick<ChatRequest, "tools" | "toolChoice">) {
  if (tools.length === 0) return {};
  const functionDeclarations = tools.map(({ parameters, ...tool }) => ({
    ...tool,
    parametersJsonSchema: argumentsSchema(parameters),
  }));
  return {
    tools: [{ functionDeclarations }],
    ...(toolChoice === undefined
      ? {}
      : { toolConfig: { functionCallingConfig: callingConfig(toolChoice) } }),
  };
}

/** Any will do; ours are letters and digits. */
const CALL_ID = /^.+$/s;

/**
 * For the first call of a turn that the model itself did not make: what Google lets stand in for a signature (its guide to
 * thought signatures, as the adapter of strands-agents cites it, 2025-12).
 */
const FOREIGN = { thoughtSignature: "skip_thought_signature_validator" };

function content(turn: Turn, signed: boolean): { role: Content["role"]; parts: Part[] } {
  switch (turn.role) {
    case "user":
      return { role: "user", parts: turn.parts.map(part) };
    case "assistant": {
      const said = turn.text ? [{ text: turn.text }] : [];
      const calls = turn.calls.map((one, i) => ({
        ...call(one),
        ...(signed && i === 0 ? FOREIGN : {}),
      }));
      return { role: "model", parts: [...said, ...calls] };
    }
    case "tool":
      return { role: "user", parts: [toolAnswer(turn)] };
  }
}

function part(one: ContentPart): Part {
  return one.kind === "text" ? { text: one.text } : imagePart(one.image);
}

function call(one: ToolCall): Part {
  return { functionCall: { id: one.id, name: one.name, args: argumentsOf(one) } };
}

/** The response of a function is an object; any text stands under `output` (types of @google/genai 2.32). */
function toolAnswer({ call: { id, name }, text }: Extract<Turn, { role: "tool" }>): Part {
  return { functionResponse: { id, name, response: { output: text } } };
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
