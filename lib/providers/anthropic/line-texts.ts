import { z } from "zod";
import { messageTexts } from "../dialects/message-texts";
import type { LineTexts } from "../provider";

const lineSchema = z.object({ params: z.unknown() });

/** What a model reads in a line around Messages parameters; null for other parameters. Pure. */
export function lineTexts(line: string): LineTexts | null {
  const parsed = lineSchema.safeParse(JSON.parse(line));
  return parsed.success ? messageTexts(parsed.data.params) : null;
}
