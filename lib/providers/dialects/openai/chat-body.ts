import type {
  ChatField,
  ChatRequest,
  ContentPart,
  ImageSource,
  ToolCall,
  ToolChoice,
  Turn,
} from "../../../core/request";
import {
  argumentsSchema,
  asks,
  conversationCannot,
  fields,
  type RequestField,
} from "../conversation-rules";
import { withCallIds } from "../turns";

/** What differs between the models and providers that read chat-completions lines. */
export interface ChatVariant {
  readonly instructionRole: "system" | "developer";
  readonly outputLimitField: "max_completion_tokens" | "max_tokens";
  readonly temperature: boolean;
  /** A higher temperature becomes this one. Left out: 2, as at OpenAI. */
  readonly maxTemperature?: number;
  /** What a seed is called; left out: `seed`. */
  readonly seedField?: "random_seed";
  /** What the provider or the model has no field for, or refuses; it is left out. */
  readonly without: readonly RequestField[];
  readonly images: readonly ImageSource["kind"][];
  /** The words of `reasoning_effort`; none: the model has no such choice. Null: nobody knows, so any word is sent. */
  readonly efforts: readonly string[] | null;
  /** The most stop words. Left out: 4, as at OpenAI. */
  readonly maxStops?: number;
  /** What ids of tool calls look like. Left out: at most 40 characters, as at OpenAI (its answers to longer ones, 2026). */
  readonly callId?: RegExp;
  /** Whether `strict` is said with this schema, because the provider then holds the model to it. */
  readonly strict: (schema: Readonly<Record<string, unknown>>) => boolean;
  /** Whether the answer follows this schema, and the model is not only shown it. Left out: where it is strict. */
  readonly holds?: (schema: Readonly<Record<string, unknown>>) => boolean;
  /** What else of a request would be refused. */
  readonly refuses?: (request: ChatRequest) => readonly ChatField[];
}

const MAX_TEMPERATURE = 2;
const MAX_STOPS = 4;
const CALL_ID = /^.{1,40}$/s;

/** Names of tools are the same everywhere in the dialect (openai 6.49 and groq-sdk 1.6.0, FunctionDefinition). */
const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** The body of a line for a request, without what `chatCannot` names of it. Pure. */
export function chatBody(request: ChatRequest, variant: ChatVariant) {
  const { model, maxOutputTokens } = request;
  const lost = new Set(chatCannot(request, variant));
  return {
    model,
    messages: messagesOf(request, variant),
    ...(maxOutputTokens === undefined ? {} : { [variant.outputLimitField]: maxOutputTokens }),
    ...sampling(request, variant, lost),
    ...tooling(request, lost),
    ...format(request, variant),
  };
}

/** What of a request the body leaves out or changes. Pure. */
export function chatCannot(request: ChatRequest, variant: ChatVariant): readonly ChatField[] {
  const { outputSchema, temperature, reasoningEffort, stop = [] } = request;
  const { maxTemperature = MAX_TEMPERATURE, maxStops = MAX_STOPS, efforts } = variant;
  const hottest = variant.temperature ? maxTemperature : 1;
  const coldest = variant.temperature ? 0 : 1;
  const unheld = outputSchema && !(variant.holds ?? variant.strict)(outputSchema);
  const found = [
    ...conversationCannot(request, {
      ...{ toolName: TOOL_NAME, userFirst: false, noBlanks: false, toolsForCalls: false },
      ...{ without: variant.without, images: variant.images },
    }),
    ...fields({
      temperature: temperature !== undefined && (temperature > hottest || temperature < coldest),
      stop: stop.length > maxStops,
      reasoningEffort:
        reasoningEffort !== undefined && efforts?.includes(reasoningEffort) === false,
      outputSchema: unheld === true,
      jsonObject: request.jsonObject === true && !saysJson(request, variant),
    }),
    ...(variant.refuses?.(request) ?? []),
  ];
  return [...new Set(found)];
}

/** The dialect refuses to answer with an object where no message says the word (OpenAI's message). */
function saysJson(request: ChatRequest, variant: ChatVariant): boolean {
  return /json/i.test(JSON.stringify(messagesOf(request, variant)));
}

function messagesOf({ system, turns }: ChatRequest, variant: ChatVariant) {
  return [
    ...(system ? [{ role: variant.instructionRole, content: system }] : []),
    ...withCallIds(turns, variant.callId ?? CALL_ID).map(messageOf),
  ];
}

/** The settings of the sampling that the variant knows, under the names of the wire. */
function sampling(request: ChatRequest, variant: ChatVariant, lost: ReadonlySet<ChatField>) {
  const { temperature } = request;
  const { maxTemperature = MAX_TEMPERATURE, seedField = "seed" } = variant;
  const known = [
    ["topP", "top_p"],
    ["topK", "top_k"],
    ["stop", "stop"],
    ["seed", seedField],
    ["frequencyPenalty", "frequency_penalty"],
    ["presencePenalty", "presence_penalty"],
    ["reasoningEffort", "reasoning_effort"],
  ] as const;
  const said = known.filter(([field]) => asks(request, field) && !lost.has(field));
  return {
    ...(temperature === undefined || !variant.temperature
      ? {}
      : { temperature: Math.min(temperature, maxTemperature) }),
    ...Object.fromEntries(said.map(([field, name]) => [name, request[field]])),
  };
}

function tooling({ tools = [], toolChoice }: ChatRequest, lost: ReadonlySet<ChatField>) {
  if (tools.length === 0 || lost.has("tools")) return {};
  const chosen = toolChoice === undefined || lost.has("toolChoice") ? null : choice(toolChoice);
  return {
    tools: tools.map(({ parameters, ...tool }) => ({
      type: "function",
      function: { ...tool, parameters: argumentsSchema(parameters) },
    })),
    ...(chosen === null ? {} : { tool_choice: chosen }),
  };
}

function choice(wanted: ToolChoice) {
  return typeof wanted === "string" ? wanted : { type: "function", function: wanted };
}

function messageOf(turn: Turn) {
  switch (turn.role) {
    case "user":
      return { role: "user", content: content(turn.parts) };
    case "assistant":
      return {
        role: "assistant",
        content: turn.text,
        ...(turn.calls.length === 0 ? {} : { tool_calls: turn.calls.map(toolCall) }),
      };
    case "tool":
      return { role: "tool", tool_call_id: turn.call.id, content: turn.text };
  }
}

function toolCall({ id, name, arguments: args }: ToolCall) {
  return { id, type: "function", function: { name, arguments: args } };
}

/** One text alone stays text. */
function content(parts: readonly ContentPart[]) {
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "text") return only.text;
  return parts.map((part) =>
    part.kind === "text"
      ? { type: "text", text: part.text }
      : { type: "image_url", image_url: { url: addressOf(part.image) } },
  );
}

function addressOf(image: ImageSource): string {
  return image.kind === "url" ? image.url : `data:${image.mediaType};base64,${image.data}`;
}

/** The user's schema as it is: where strict mode would need another one, the model is shown it without strict. */
function format(request: ChatRequest, variant: ChatVariant) {
  const { outputSchema, jsonObject } = request;
  const refused = variant.refuses?.(request) ?? [];
  if (outputSchema !== undefined && !refused.includes("outputSchema")) {
    const json_schema = {
      name: "answer",
      strict: variant.strict(outputSchema),
      schema: outputSchema,
    };
    return { response_format: { type: "json_schema", json_schema } };
  }
  return jsonObject && !refused.includes("jsonObject")
    ? { response_format: { type: "json_object" } }
    : {};
}
