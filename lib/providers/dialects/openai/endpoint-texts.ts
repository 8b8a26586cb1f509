import { z } from "zod";
import type { LineTexts } from "../../provider";
import { messageTexts } from "../message-texts";

const lineSchema = z.object({ url: z.string().optional(), body: z.unknown() });

/**
 * What a model reads in a line around a body of any of OpenAI's endpoints, which the line names; without a name it is a
 * chat. Pure.
 */
export function endpointTexts(line: string): LineTexts | null {
  const parsed = lineSchema.safeParse(JSON.parse(line));
  if (!parsed.success) return null;
  const { url = "/chat/completions", body } = parsed.data;
  const read = READERS[url.replace(/^\/v1(?=\/)/, "")];
  return read?.(body) ?? null;
}

const READERS: Readonly<Record<string, ((body: unknown) => LineTexts | null) | undefined>> = {
  "/chat/completions": messageTexts,
  "/responses": responseTexts,
  "/embeddings": inputTexts,
  "/moderations": inputTexts,
};

/** Messages have a content, results of functions an output, calls of functions their arguments. */
const item = z.object({
  role: z.string().optional(),
  content: z.unknown().optional(),
  output: z.unknown().optional(),
  arguments: z.string().optional(),
});

const responseSchema = z.object({
  instructions: z.string().nullable().optional(),
  input: z.union([z.string(), z.array(item)]),
  text: z.object({ format: z.unknown().optional() }).nullable().optional(),
  tools: z.unknown().optional(),
});

/** A body of the Responses API is a chat under other names. */
function responseTexts(body: unknown): LineTexts | null {
  const parsed = responseSchema.safeParse(body);
  if (!parsed.success) return null;
  const { instructions, input, text, tools } = parsed.data;
  const items = typeof input === "string" ? [{ role: "user", content: input }] : input;
  return messageTexts({
    system: instructions,
    messages: items.map((one) => ({ role: one.role, content: saidBy(one) })),
    response_format: text?.format,
    tools,
  });
}

function saidBy({ content, output, arguments: call }: z.infer<typeof item>): unknown {
  return content ?? output ?? call;
}

const inputSchema = z.object({
  input: z.union([z.string(), z.array(z.union([z.string(), z.object({ text: z.string() })]))]),
});

/** Inputs that are read one by one. Those that are tokens already hold no text, and images are none. */
function inputTexts(body: unknown): LineTexts | null {
  const parsed = inputSchema.safeParse(withoutImages(body));
  if (!parsed.success) return null;
  const { input } = parsed.data;
  const texts = typeof input === "string" ? [input] : input.map(textOf);
  return { system: null, prompt: texts.at(-1) ?? null, others: texts.slice(0, -1), messages: 0 };
}

function textOf(input: string | { text: string }): string {
  return typeof input === "string" ? input : input.text;
}

const imageSchema = z.object({ type: z.literal("image_url") });

function withoutImages(body: unknown): unknown {
  const parsed = z.object({ input: z.array(z.unknown()) }).safeParse(body);
  if (!parsed.success) return body;
  return { input: parsed.data.input.filter((part) => !imageSchema.safeParse(part).success) };
}
