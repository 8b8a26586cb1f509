import { z } from "zod";
import type { LineTexts } from "../provider";

const parts = z.object({ parts: z.array(z.object({ text: z.string().optional() })) });

const lineSchema = z.object({
  request: z.object({
    systemInstruction: parts.optional(),
    contents: z.array(parts),
    generationConfig: z.object({ responseJsonSchema: z.unknown().optional() }).optional(),
    tools: z.unknown().optional(),
  }),
});

/** What a model reads in a line; null for another shape. Pure. */
export function lineTexts(line: string): LineTexts | null {
  const parsed = lineSchema.safeParse(JSON.parse(line));
  if (!parsed.success) return null;
  const { systemInstruction, contents, generationConfig, tools } = parsed.data.request;
  const said = contents.map(textOf);
  const extras = [generationConfig?.responseJsonSchema, tools].filter(
    (extra) => extra !== undefined,
  );
  return {
    system: systemInstruction ? textOf(systemInstruction) : null,
    prompt: said.at(-1) ?? null,
    others: [...said.slice(0, -1), ...extras.map((extra) => JSON.stringify(extra))],
    messages: said.length + (systemInstruction ? 1 : 0),
  };
}

const textOf = (content: z.infer<typeof parts>): string =>
  content.parts.map(({ text }) => text ?? "").join("");
