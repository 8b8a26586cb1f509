import { z } from "zod";
import type { LineTexts } from "../../provider";
import { messageTexts } from "../message-texts";

const lineSchema = z.object({ body: z.unknown() });

/** What a model reads in a line around a chat-completions body. Pure. */
export function chatTexts(line: string): LineTexts | null {
  const parsed = lineSchema.safeParse(JSON.parse(line));
  return parsed.success ? messageTexts(parsed.data.body) : null;
}
