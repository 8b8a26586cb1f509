import {
  type Check,
  type Fields,
  fields,
  first,
  isFields,
  listOf,
  object,
  oneOf,
  text,
  whole,
} from "../anthropic/checks";
import type { Choice, OfferedTools, Prompt, ToolUse } from "../engine/answer-prompt";
import type { Model } from "../engine/model";
import { base64, between, filled, one } from "./checks";

const image = fields({
  format: oneOf("jpeg", "png", "gif", "webp"),
  source: fields({ bytes: base64 }),
});

const name: Check = (path, value) =>
  typeof value === "string" && /^[a-zA-Z0-9_-]{1,64}$/.test(value)
    ? null
    : `${path}: expected a name of 1 to 64 letters, digits, _ and -`;

const toolUse = fields({ toolUseId: name, name, input: object });
const toolResult = fields(
  { toolUseId: name, content: listOf(one({ text: filled, json: object }), 1) },
  { status: oneOf("success", "error") },
);
const content = listOf(one({ text: filled, image, toolUse, toolResult }), 1);

const toolSpec = fields({ name, inputSchema: fields({ json: object }) }, { description: text });
const toolConfig = fields(
  { tools: listOf(fields({ toolSpec }), 1) },
  { toolChoice: one({ auto: object, any: object, tool: fields({ name }) }) },
);

/** Amazon Nova user guide, complete request schema. */
const body = fields(
  { messages: listOf(fields({ role: oneOf("user", "assistant"), content }), 1) },
  {
    schemaVersion: oneOf("messages-v1"),
    system: listOf(fields({ text: filled }), 1),
    inferenceConfig: fields(
      {},
      {
        ...{ maxTokens: whole(1), topP: between(0, 1), topK: whole(0) },
        temperature: between(0.00001, 1),
        stopSequences: listOf(text),
      },
    ),
    toolConfig,
    additionalModelRequestFields: object,
  },
);

/** Says why a Nova model would not take the body, or null. */
export function novaFault(given: unknown): string | null {
  return body("", given) ?? (isFields(given) ? conversationFault(given) : null);
}

const listed = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
const ids = (message: Fields | undefined, kind: "toolUse" | "toolResult"): string[] =>
  listed(message?.content).flatMap((part) => {
    const found = part[kind];
    return isFields(found) ? [String(found.toolUseId)] : [];
  });

/** The guide's first turn, Bedrock's message on missing tools (as told in 2025 and 2026), and its other messages (recalled). */
function conversationFault({ messages, toolConfig: config }: Fields): string | null {
  const said = listed(messages);
  if (said[0]?.role !== "user") return "A conversation must start with a user message.";
  const used = said.some((message) => ids(message, "toolUse").length > 0);
  if (used && config === undefined) {
    return "The toolConfig field must be defined when using toolUse and toolResult content blocks.";
  }
  return first(
    said.map((message, i) => () => {
      if (said[i - 1]?.role === message.role) {
        return "A conversation must alternate between user and assistant roles.";
      }
      const asked = ids(said[i - 1], "toolUse");
      const told = ids(message, "toolResult");
      const open = ids(message, "toolUse").filter(
        (id) => !ids(said[i + 1], "toolResult").includes(id),
      );
      if (open.length > 0)
        return `Expected toolResult blocks for the following Ids: ${open.join(", ")}`;
      return told.every((id) => asked.includes(id))
        ? null
        : "The number of toolResult blocks exceeds the number of toolUse blocks of previous turn.";
    }),
  );
}

/** A valid body in the engine's words. */
export function novaPrompt(given: Fields, model: Model, maxOutputTokens: number | null): Prompt {
  const turn = (instructs: boolean, parts: Fields[]) => ({
    instructs,
    text: parts.flatMap(saidIn).join("\n"),
    media: parts.filter((part) => "image" in part).length,
  });
  const system = given.system === undefined ? [] : [turn(true, listed(given.system))];
  const messages = listed(given.messages).map((message) => turn(false, listed(message.content)));
  return {
    ...{ model, turns: [...system, ...messages], tools: toolsOf(given.toolConfig) },
    ...{ shape: null, maxOutputTokens, effort: null, choices: 1 },
  };
}

function saidIn(part: Fields): string[] {
  if (typeof part.text === "string") return [part.text];
  const other = part.toolUse ?? part.toolResult;
  return other === undefined ? [] : [JSON.stringify(other)];
}

function toolsOf(config: unknown): OfferedTools | null {
  if (!isFields(config)) return null;
  const offered = listed(config.tools).flatMap(({ toolSpec: spec }) => {
    if (!isFields(spec) || !isFields(spec.inputSchema)) return [];
    const { json } = spec.inputSchema;
    return [{ name: String(spec.name), schema: isFields(json) ? { ...json } : {} }];
  });
  const choice = isFields(config.toolChoice) ? config.toolChoice : {};
  if (isFields(choice.tool)) return { offered, choice: { name: String(choice.tool.name) } };
  return { offered, choice: "any" in choice ? "required" : "auto" };
}

/** Nova's message for a choice. */
export function novaMessage(choice: Choice | undefined): Record<string, unknown> {
  const call = choice?.call ?? null;
  const block = call === null ? { text: choice?.text ?? "" } : { toolUse: use(call) };
  return {
    output: { message: { content: [block], role: "assistant" } },
    stopReason: call === null ? ENDINGS[choice?.ending ?? "complete"] : "tool_use",
  };
}

function use({ id, name: tool, arguments: input }: ToolUse) {
  return { toolUseId: `tooluse_${id}`, name: tool, input };
}

/** A refusal is a text like any other. */
const ENDINGS: Readonly<Record<Choice["ending"], string>> = {
  complete: "end_turn",
  refusal: "end_turn",
  length: "max_tokens",
  content_filter: "content_filtered",
};
