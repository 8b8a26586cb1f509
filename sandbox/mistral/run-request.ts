import { answerChat } from "../chat-completions/answer-chat";
import type { Answer, Prompt } from "../engine/answer-prompt";
import type { Usage } from "../engine/usage";
import { MISTRAL_CHAT } from "./chat-dialect";
import { BLIND } from "./models";
import { type Fault, fault, wireFault } from "./words";

interface ChatAnswer {
  status: number;
  body: unknown;
  /** What is billed; null when refused. */
  usage: Usage | null;
}

/** Answers one chat request, real time or of a job, in Mistral's words. */
export function runRequest(
  body: unknown,
  made: { id: string; nowMs: number },
  answer: (prompt: Prompt) => Answer,
): ChatAnswer {
  const wrong = imageFault(body);
  if (wrong !== null) return { ...wireFault(wrong), usage: null };
  const reply = answerChat(MISTRAL_CHAT, body, made, answer);
  const detailed = reply.status === 400 && isFields(reply.body) && "detail" in reply.body;
  return { ...reply, status: detailed ? 422 : reply.status };
}

/** The body of a job's request with the model of the job; it may name that model itself, and no other. */
export function withModel(body: Record<string, unknown>, model: string): Record<string, unknown> {
  return { ...body, model: body.model ?? model };
}

function imageFault(body: unknown): Fault | null {
  if (!isFields(body) || !BLIND.has(String(body.model)) || !Array.isArray(body.messages)) {
    return null;
  }
  const parts = body.messages.flatMap((message: unknown) =>
    isFields(message) && Array.isArray(message.content) ? message.content : [],
  );
  const seen = parts.some((part: unknown) => isFields(part) && part.type === "image_url");
  return seen
    ? fault(400, "invalid_request_error", "Image input is not enabled for this model.")
    : null;
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
