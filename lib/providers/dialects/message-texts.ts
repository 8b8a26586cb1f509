import { z } from "zod";
import type { LineTexts } from "../provider";

const content = z
  .union([z.string(), z.array(z.object({ text: z.string().optional() })), z.null()])
  .optional();

const bodySchema = z.object({
  system: content,
  messages: z.array(z.object({ role: z.string().optional(), content })),
  response_format: z.unknown().optional(),
  output_config: z.unknown().optional(),
  tools: z.unknown().optional(),
});

const INSTRUCTING = /^(system|developer)$/;

/**
 * What a model reads in a body made of messages: OpenAI's chat completions, Anthropic's messages, Amazon Nova's. The
 * instructions stand in a message, or beside the messages. Null for another body. Pure.
 */
export function messageTexts(body: unknown): LineTexts | null {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return null;
  const { system, messages, response_format, output_config, tools } = parsed.data;
  const [first] = messages;
  const instructs = system == null && messages.length > 1 && INSTRUCTING.test(first?.role ?? "");
  const said = (instructs ? messages.slice(1) : messages).map((message) => textOf(message.content));
  const extras = [response_format, output_config, tools].filter((extra) => extra !== undefined);
  return {
    system: textOf(instructs ? first?.content : system),
    prompt: said.at(-1) ?? null,
    others: [
      ...said.slice(0, -1).flatMap((text) => text ?? []),
      ...extras.map((extra) => JSON.stringify(extra)),
    ],
    messages: messages.length + (system == null ? 0 : 1),
  };
}

function textOf(value: z.infer<typeof content>): string | null {
  if (typeof value === "string") return value;
  return value ? value.map(({ text }) => text ?? "").join("") : null;
}
