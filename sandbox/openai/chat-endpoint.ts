import { answerChat } from "../chat-completions/answer-chat";
import { type ChatMessage, toTurns } from "../chat-completions/chat-request";
import type { ChatDialect } from "../chat-completions/dialect";
import { validateMessages } from "../chat-completions/validate-messages";
import { promptTokens } from "../engine/usage";
import type { Endpoint } from "./endpoint";
import { MESSAGES } from "./validate-line";

/** Chat completions of a dialect. */
export function chatEndpoint(dialect: ChatDialect): Endpoint {
  return {
    models: dialect.models,
    required: MESSAGES,
    tokens: ({ messages }, count) =>
      validateMessages(messages, dialect) === null
        ? promptTokens(toTurns(messages as ChatMessage[]), count)
        : 0,
    answer(body, { key, seed, nowMs }, ask) {
      return answerChat(dialect, body, { id: dialect.answerId(key, seed), nowMs }, ask);
    },
  };
}
