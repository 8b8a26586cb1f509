import { z } from "zod";
import { messageTexts } from "../dialects/message-texts";
import type { LineTexts } from "../provider";

const lineSchema = z.object({ modelInput: z.unknown() });
const oneText = z.object({ prompt: z.string() });

/** What a model reads in a record: messages, or the one text of a Llama. Null for another body. Pure. */
export function lineTexts(line: string): LineTexts | null {
  const parsed = lineSchema.safeParse(JSON.parse(line));
  if (!parsed.success) return null;
  const llama = oneText.safeParse(parsed.data.modelInput);
  return llama.success
    ? { system: null, prompt: llama.data.prompt, others: [], messages: 0 }
    : messageTexts(parsed.data.modelInput);
}
