import type { Answer, Prompt } from "../engine/answer-prompt";
import type { Usage } from "../engine/usage";
import { type ChatRequest, toPrompt } from "./chat-request";
import type { ChatDialect } from "./dialect";
import { type Refusal, refusal } from "./errors";
import { validateChat } from "./validate-chat";

/** `usage` is what is billed, also where a fault leaves it out of the body; null when refused. */
export interface ChatReply {
  status: number;
  body: unknown;
  usage: Usage | null;
}

/** Validates one chat request, lets the engine answer it, and words the body. Real time and batch. */
export function answerChat(
  dialect: ChatDialect,
  body: unknown,
  made: { id: string; nowMs: number },
  answer: (prompt: Prompt) => Answer,
): ChatReply {
  const checked = validateChat(body, dialect);
  if (!checked.ok) return refused(dialect, checked);
  const answered = answer(toPrompt(checked.request, checked.model, dialect));
  switch (answered.kind) {
    case "status":
      return refused(dialect, dialect.statusRefusal(answered.status));
    case "too_long":
      return refused(dialect, tooLong(answered.model.contextTokens, answered.tokens));
    case "answered": {
      const { usage } = answered;
      const worded = wireAnswer(dialect, checked.request, answered, made);
      return { status: 200, body: worded, usage };
    }
  }
}

function wireAnswer(
  dialect: ChatDialect,
  request: ChatRequest,
  { model, choices, usage, hidesUsage }: Extract<Answer, { kind: "answered" }>,
  { id, nowMs }: { id: string; nowMs: number },
): Record<string, unknown> {
  return {
    id,
    object: "chat.completion",
    created: Math.floor(nowMs / 1000),
    model: model.snapshot,
    choices: choices.map((choice, index) => ({
      index,
      message: dialect.message(choice),
      logprobs: null,
      finish_reason: dialect.finishReason(choice),
    })),
    ...(hidesUsage ? {} : { usage: dialect.usage(usage) }),
    ...dialect.extras(model, request.service_tier ?? null),
  };
}

function tooLong(most: number, tokens: number): Refusal {
  const message = `This model's maximum context length is ${most} tokens. However, your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`;
  return refusal(400, message, "messages", "context_length_exceeded");
}

function refused(dialect: ChatDialect, { status, error }: Refusal): ChatReply {
  return { status, body: dialect.errorBody({ status, error }), usage: null };
}
