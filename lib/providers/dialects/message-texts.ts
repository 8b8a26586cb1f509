import { z } from "zod";
import type { LineTexts } from "../provider";

const texts = z.union([z.string(), z.array(z.object({ text: z.string().optional() })), z.null()]);

/** A part of a message: a text, a call, or what a tool has told, as Anthropic and Amazon Nova write them. */
const part = z.object({
  text: z.string().optional(),
  name: z.string().optional(),
  input: z.unknown().optional(),
  content: texts.optional(),
  toolUse: z.object({ name: z.string(), input: z.unknown() }).optional(),
  toolResult: z.object({ content: z.array(z.unknown()) }).optional(),
});
type Part = z.infer<typeof part>;

const content = z.union([z.string(), z.array(part), z.null()]).optional();

/** As OpenAI writes it, beside the content. */
const call = z.object({ function: z.object({ name: z.string(), arguments: z.string() }) });

const message = z.object({
  role: z.string().optional(),
  content,
  tool_calls: z.array(call).nullish(),
});

const bodySchema = z.object({
  system: content,
  messages: z.array(message),
  response_format: z.unknown().optional(),
  output_config: z.unknown().optional(),
  tools: z.unknown().optional(),
  toolConfig: z.unknown().optional(),
});

const INSTRUCTING = /^(system|developer)$/;

/**
 * What a model reads in a body made of messages: OpenAI's chat completions, Anthropic's messages, Amazon Nova's. The
 * instructions stand in a message, or beside the messages. Null for another body. Pure.
 */
export function messageTexts(body: unknown): LineTexts | null {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return null;
  const { system, messages, response_format, output_config, tools, toolConfig } = parsed.data;
  const [first] = messages;
  const instructs = system == null && messages.length > 1 && INSTRUCTING.test(first?.role ?? "");
  const turns = instructs ? messages.slice(1) : messages;
  const said = turns.map((turn) => textOf(turn.content));
  const extras = [response_format, output_config, tools, toolConfig];
  return {
    system: textOf(instructs ? first?.content : system),
    prompt: said.at(-1) ?? null,
    others: [
      ...said.slice(0, -1).flatMap((text) => text ?? []),
      ...turns.flatMap(callsOf),
      ...extras.flatMap((extra) => (extra === undefined ? [] : [JSON.stringify(extra)])),
    ],
    messages: messages.length + (system == null ? 0 : 1),
  };
}

function textOf(value: z.infer<typeof content>): string | null {
  if (typeof value === "string") return value;
  return value ? value.map(saidIn).join("") : null;
}

/** The text of a part, or what a tool has told in it. */
function saidIn({ text, content: told, toolResult }: Part): string {
  if (toolResult !== undefined) {
    const parts = z.array(part).safeParse(toolResult.content);
    const plain = parts.success && parts.data.every((one) => one.text !== undefined);
    return plain ? parts.data.map(saidIn).join("") : JSON.stringify(toolResult.content);
  }
  if (typeof told === "string") return told;
  return text ?? told?.map((one) => one.text ?? "").join("") ?? "";
}

/** The names and the arguments of the calls in a message. */
function callsOf(turn: z.infer<typeof message>): string[] {
  const beside = (turn.tool_calls ?? []).map((one) => [one.function.name, one.function.arguments]);
  const parts = Array.isArray(turn.content) ? turn.content : [];
  const within = parts.flatMap(({ toolUse, name, input }) => {
    if (toolUse !== undefined) return [[toolUse.name, JSON.stringify(toolUse.input)]];
    return name === undefined || input === undefined ? [] : [[name, JSON.stringify(input)]];
  });
  return [...beside, ...within].flat();
}
