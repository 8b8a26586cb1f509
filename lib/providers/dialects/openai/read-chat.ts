import {
  type ChatField,
  type ChatRequest,
  type ContentPart,
  IMAGE_TYPES,
  type ImageSource,
  type Tool,
} from "../../../core/request";
import { Conversation } from "../../conversation";
import { jsonObject } from "../../parse-json";
import { pathOf, type ReadRequest, refusalOf, refusedFor, saidFields } from "../../request-refusal";
import { type ChatBody, type ChatMessage, chatBodySchema } from "./chat-schema";

/**
 * Reads a body of OpenAI's chat completions as a request in no dialect. What has no effect on the answer (`user`, `metadata`,
 * `store`, cache hints) is left out; a field that is nowhere to be said elsewhere is refused by its name. Pure.
 */
export function readChat(body: object): ReadRequest {
  const parsed = chatBodySchema.safeParse(saidFields(body));
  if (!parsed.success) return refusalOf(parsed.error);
  const { data } = parsed;
  const conversation = new Conversation();
  for (const [i, message] of data.messages.entries()) {
    const odd = add(conversation, message);
    if (odd !== null) return refusedFor("cannot_express", pathOf(["messages", i, ...odd]));
  }
  const said = conversation.end();
  if (said === null) return refusedFor("cannot_express", "messages");
  return {
    kind: "read",
    request: { model: data.model, ...said, ...settings(data), ...tooling(data) },
    fieldOf: (field) => NAMES[field](data),
  };
}

/** The field of a body that says this of the request. */
const NAMES: Readonly<Record<ChatField, (body: ChatBody) => string>> = {
  turns: () => "messages",
  images: () => "messages",
  tools: () => "tools",
  toolChoice: () => "tool_choice",
  outputSchema: () => "response_format",
  jsonObject: () => "response_format",
  maxOutputTokens: (body) =>
    body.max_completion_tokens === undefined ? "max_tokens" : "max_completion_tokens",
  temperature: () => "temperature",
  topP: () => "top_p",
  topK: () => "top_k",
  stop: () => "stop",
  seed: () => "seed",
  frequencyPenalty: () => "frequency_penalty",
  presencePenalty: () => "presence_penalty",
  reasoningEffort: () => "reasoning_effort",
};

/** Settings that are said and change something: a `top_p` of 1 and a penalty of 0 are what goes without saying. */
function settings(body: ChatBody): Omit<Partial<ChatRequest>, "model" | "turns"> {
  const { response_format: format } = body;
  const entries = {
    maxOutputTokens: body.max_completion_tokens ?? body.max_tokens,
    temperature: body.temperature,
    topP: body.top_p === 1 ? undefined : body.top_p,
    stop: body.stop?.length === 0 ? undefined : body.stop,
    seed: body.seed,
    frequencyPenalty: body.frequency_penalty || undefined,
    presencePenalty: body.presence_penalty || undefined,
    reasoningEffort: body.reasoning_effort,
    outputSchema: format?.type === "json_schema" ? format.json_schema.schema : undefined,
    jsonObject: format?.type === "json_object" ? (true as const) : undefined,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function tooling({
  tools,
  tool_choice: choice,
}: ChatBody): Pick<ChatRequest, "tools" | "toolChoice"> {
  if (tools === undefined || tools.length === 0) return {};
  const wanted = tools.map(({ function: { name, description, parameters } }): Tool => {
    const said = description === undefined ? {} : { description };
    return { name, ...said, parameters: parameters ?? { type: "object", properties: {} } };
  });
  if (choice === undefined) return { tools: wanted };
  return {
    tools: wanted,
    toolChoice: typeof choice === "string" ? choice : { name: choice.function.name },
  };
}

/** Adds a message; returns what in it cannot stand there, as a path, or null. */
function add(conversation: Conversation, message: ChatMessage): PropertyKey[] | null {
  switch (message.role) {
    case "system":
    case "developer":
      return conversation.instruct(textOf(message.content)) ? null : ["role"];
    case "user":
      return addUser(conversation, message.content);
    case "assistant":
      return addAssistant(conversation, message);
    case "tool": {
      const known = conversation.answer(message.tool_call_id, textOf(message.content));
      return known ? null : ["tool_call_id"];
    }
  }
}

function addUser(conversation: Conversation, content: readonly WirePart[]): PropertyKey[] | null {
  const parts = content.map(partOf);
  const odd = parts.indexOf(null);
  if (odd >= 0) return ["content", odd, "image_url", "url"];
  return conversation.user(parts.filter((part) => part !== null)) ? null : ["role"];
}

function addAssistant(
  conversation: Conversation,
  { content, tool_calls = [] }: Extract<ChatMessage, { role: "assistant" }>,
): PropertyKey[] | null {
  const odd = tool_calls.findIndex((call) => jsonObject(call.function.arguments) === null);
  if (odd >= 0) return ["tool_calls", odd, "function", "arguments"];
  const calls = tool_calls.map(({ id, function: called }) => ({ id, ...called }));
  const text = content === null ? null : textOf(content);
  return conversation.assistant(text, calls) ? null : ["role"];
}

const textOf = (parts: readonly { readonly text: string }[]): string =>
  parts.map(({ text }) => text).join("");

type WirePart = Extract<ChatMessage, { role: "user" }>["content"][number];

/** Null for an image whose address is neither of the web nor data of a kind that is taken everywhere. */
function partOf(part: WirePart): ContentPart | null {
  if (part.type === "text") return { kind: "text", text: part.text };
  const image = imageOf(part.image_url.url);
  return image && { kind: "image", image };
}

function imageOf(url: string): ImageSource | null {
  if (/^https?:\/\//i.test(url)) return { kind: "url", url };
  const [, type, data] = /^data:([\w/+.-]+);base64,([A-Za-z0-9+/=]+)$/.exec(url) ?? [];
  const mediaType = IMAGE_TYPES.find((known) => known === type);
  return mediaType && data ? { kind: "base64", mediaType, data } : null;
}
