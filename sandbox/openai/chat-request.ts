/** The fields of a valid chat request that the sandbox acts on. Everything else is checked and dropped. */
export interface ChatRequest {
  model: string;
  messages: ChatMessage[];
  max_tokens?: number | null;
  max_completion_tokens?: number | null;
  n?: number | null;
  reasoning_effort?: string | null;
  response_format?: { type: string; json_schema?: { schema?: Record<string, unknown> } } | null;
  tools?: unknown[] | null;
}

export interface ChatMessage {
  role: string;
  name?: string;
  content?: string | ContentPart[] | null;
}

interface ContentPart {
  type: string;
  text?: string;
}

/** The text of a message: its string, or the text parts in order. */
export function textOf(message: ChatMessage): string {
  if (typeof message.content === "string") return message.content;
  return (message.content ?? []).map((part) => part.text ?? "").join("\n");
}

/** How many parts carry an image or another medium. */
export function mediaParts(message: ChatMessage): number {
  if (!Array.isArray(message.content)) return 0;
  return message.content.filter((part) => part.text === undefined).length;
}
