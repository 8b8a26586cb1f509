import { z } from "zod";
import { chatOverheadTokens } from "../core/tokens";
import { countTokens } from "./count-tokens";

const part = z.object({ text: z.string().optional() });
const lineSchema = z.object({
  body: z.object({
    messages: z
      .array(
        z.object({
          role: z.string().optional(),
          content: z.union([z.string(), z.array(part), z.null()]).optional(),
        }),
      )
      .default([]),
    response_format: z.unknown().optional(),
    tools: z.unknown().optional(),
  }),
});

/** Input tokens of one rendered request line: its texts, its schema and tools, and what the chat format adds. */
export function lineTokens(line: string): number {
  const parsed = lineSchema.safeParse(JSON.parse(line));
  // A ready-made request of a shape that we do not know: never too few.
  if (!parsed.success) return Buffer.byteLength(line);
  const { body } = parsed.data;
  const texts = body.messages.flatMap(({ content }) =>
    typeof content === "string" ? [content] : (content ?? []).map(({ text }) => text ?? ""),
  );
  const extras = [body.response_format, body.tools].flatMap((extra) =>
    extra === undefined ? [] : [JSON.stringify(extra)],
  );
  const counted = [...texts, ...extras].reduce((sum, text) => sum + countTokens(text), 0);
  return counted + chatOverheadTokens(body.messages.length);
}

/** The texts of a rendered line, for people: the first instruction and the last message. */
export function lineTexts(line: string): { system: string | null; prompt: string | null } {
  const parsed = lineSchema.safeParse(JSON.parse(line));
  const messages = parsed.success ? parsed.data.body.messages : [];
  const first = messages.length > 1 ? messages[0] : undefined;
  return { system: textOf(first?.content), prompt: textOf(messages.at(-1)?.content) };
}

type Content = z.infer<typeof lineSchema>["body"]["messages"][number]["content"];

function textOf(content: Content): string | null {
  if (typeof content === "string") return content;
  return content ? content.map(({ text }) => text ?? "").join("") : null;
}
