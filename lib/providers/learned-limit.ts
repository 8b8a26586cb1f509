import { TOKEN_LIMIT_CODE } from "../core/after-snapshot";
import type { LearnedLimit } from "../core/learned-limit";

/**
 * The figure in a refusal for want of room: "Limit: 90,000 enqueued tokens." (OpenAI, messages that users report, read
 * 2026-11-23). Azure, Groq and compatible servers have the code, and are read the same way where they have the words.
 * Gemini, Together, Mistral, Anthropic and Bedrock name no figure. Null: there is none. Pure.
 */
export function readLimit(code: string | null, message: string | null): LearnedLimit | null {
  if (code !== TOKEN_LIMIT_CODE || message === null) return null;
  const digits = FIGURE.exec(message)?.[1]?.replaceAll(",", "") ?? "";
  const value = Number(digits);
  return Number.isSafeInteger(value) && value >= 1 ? { kind: "enqueued_tokens", value } : null;
}

const FIGURE = /\blimit: *(\d{1,3}(?:,\d{3})+|\d+) enqueued tokens\b/i;
