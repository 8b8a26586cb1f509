import {
  type ValidatedChat,
  validateChat as validateDialect,
} from "../chat-completions/validate-chat";
import { OPENAI_CHAT } from "./chat-dialect";

/** Checks the body of a chat request as OpenAI does. Never throws. */
export function validateChat(body: unknown): ValidatedChat {
  return validateDialect(body, OPENAI_CHAT);
}
