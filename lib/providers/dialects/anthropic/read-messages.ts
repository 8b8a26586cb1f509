import type {
  ChatField,
  ChatRequest,
  ContentPart,
  ImageSource,
  Tool,
  ToolChoice,
} from "../../../core/request";
import { Conversation } from "../../conversation";
import { pathOf, type ReadRequest, refusalOf, refusedFor, saidFields } from "../../request-refusal";
import { type MessagesBody, messagesBodySchema, type WireMessage } from "./messages-schema";

/**
 * Reads parameters of Anthropic's Messages as a request in no dialect. What has no effect on the answer (`metadata`, cache
 * hints) is left out; a field that is nowhere to be said elsewhere is refused by its name. Pure.
 */
export function readMessages(params: object): ReadRequest {
  const parsed = messagesBodySchema.safeParse(saidFields(params));
  if (!parsed.success) return refusalOf(parsed.error);
  const { data } = parsed;
  const conversation = new Conversation();
  if (data.system !== undefined) conversation.instruct(textOf(data.system));
  for (const [i, message] of data.messages.entries()) {
    const odd = add(conversation, message);
    if (odd !== null) return refusedFor("cannot_express", pathOf(["messages", i, ...odd]));
  }
  const said = conversation.end();
  if (said === null) return refusedFor("cannot_express", "messages");
  return {
    kind: "read",
    request: { model: data.model, ...said, ...settings(data), ...tooling(data) },
    fieldOf: (field) => NAMES[field],
  };
}

/** The field of the parameters that says this of the request. */
const NAMES: Readonly<Record<ChatField, string>> = {
  turns: "messages",
  images: "messages",
  tools: "tools",
  toolChoice: "tool_choice",
  outputSchema: "output_config.format",
  jsonObject: "output_config.format",
  maxOutputTokens: "max_tokens",
  temperature: "temperature",
  topP: "top_p",
  topK: "top_k",
  stop: "stop_sequences",
  seed: "seed",
  frequencyPenalty: "frequency_penalty",
  presencePenalty: "presence_penalty",
  reasoningEffort: "thinking",
};

/** Settings that are said and change something: a `top_p` of 1 is what goes without saying. */
function settings(params: MessagesBody): Omit<Partial<ChatRequest>, "model" | "turns"> {
  const entries = {
    maxOutputTokens: params.max_tokens,
    temperature: params.temperature,
    topP: params.top_p === 1 ? undefined : params.top_p,
    topK: params.top_k,
    stop: params.stop_sequences?.length === 0 ? undefined : params.stop_sequences,
    outputSchema: params.output_config?.format?.schema,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function tooling({
  tools = [],
  tool_choice: choice,
}: MessagesBody): Pick<ChatRequest, "tools" | "toolChoice"> {
  if (tools.length === 0) return {};
  const wanted = tools.map(({ name, description, input_schema }): Tool => {
    const said = description === undefined ? {} : { description };
    return { name, ...said, parameters: input_schema };
  });
  return { tools: wanted, ...(choice === undefined ? {} : { toolChoice: choiceOf(choice) }) };
}

function choiceOf(choice: NonNullable<MessagesBody["tool_choice"]>): ToolChoice {
  if (choice.type === "tool") return { name: choice.name };
  return choice.type === "any" ? "required" : choice.type;
}

/** Adds a message; returns what in it cannot stand there, as a path, or null. */
function add(conversation: Conversation, message: WireMessage): PropertyKey[] | null {
  return message.role === "user"
    ? addUser(conversation, message.content)
    : addAssistant(conversation, message.content);
}

/** Answers of tools come first in a message. */
function addUser(
  conversation: Conversation,
  content: Extract<WireMessage, { role: "user" }>["content"],
): PropertyKey[] | null {
  const parts: ContentPart[] = [];
  for (const [i, block] of content.entries()) {
    if (block.type !== "tool_result") {
      const isText = block.type === "text";
      parts.push(
        isText
          ? { kind: "text", text: block.text }
          : { kind: "image", image: imageOf(block.source) },
      );
      continue;
    }
    if (parts.length > 0) return ["content", i];
    if (!conversation.answer(block.tool_use_id, textOf(block.content))) {
      return ["content", i, "tool_use_id"];
    }
  }
  if (parts.length > 0) conversation.user(parts);
  return null;
}

function addAssistant(
  conversation: Conversation,
  content: Extract<WireMessage, { role: "assistant" }>["content"],
): PropertyKey[] | null {
  const texts = content.filter((block) => block.type === "text");
  const calls = content.flatMap((block) => {
    if (block.type !== "tool_use") return [];
    return [{ id: block.id, name: block.name, arguments: JSON.stringify(block.input) }];
  });
  const text = texts.length === 0 ? null : textOf(texts);
  return conversation.assistant(text, calls) ? null : ["role"];
}

type WireImage = Extract<
  Extract<WireMessage, { role: "user" }>["content"][number],
  { type: "image" }
>["source"];

function imageOf(source: WireImage): ImageSource {
  return source.type === "url"
    ? { kind: "url", url: source.url }
    : { kind: "base64", mediaType: source.media_type, data: source.data };
}

const textOf = (blocks: readonly { readonly text: string }[]): string =>
  blocks.map(({ text }) => text).join("");
