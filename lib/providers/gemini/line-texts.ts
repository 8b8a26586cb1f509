import { z } from "zod";
import type { LineTexts } from "../provider";

const part = z.object({
  text: z.string().optional(),
  functionCall: z.object({ name: z.string(), args: z.unknown().optional() }).optional(),
  functionResponse: z.object({ response: z.unknown() }).optional(),
});
const content = z.object({ parts: z.array(part) });

const lineSchema = z.object({
  request: z.object({
    systemInstruction: content.optional(),
    contents: z.array(content),
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
    others: [
      ...said.slice(0, -1),
      ...contents.flatMap(callsOf),
      ...extras.map((extra) => JSON.stringify(extra)),
    ],
    messages: said.length + (systemInstruction ? 1 : 0),
  };
}

/** What is said, and what functions have told. */
const textOf = ({ parts }: z.infer<typeof content>): string =>
  parts
    .map(({ text, functionResponse: told }) => text ?? (told ? JSON.stringify(told.response) : ""))
    .join("");

const callsOf = ({ parts }: z.infer<typeof content>): string[] =>
  parts.flatMap(({ functionCall: call }) =>
    call === undefined ? [] : [call.name, JSON.stringify(call.args ?? {})],
  );
