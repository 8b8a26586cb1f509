import { OPENAI_RESPONSES } from "../openai/responses-dialect";
import type { ResponsesDialect } from "../responses/dialect";
import { ABSENT, COMPATIBLE_CHAT } from "./chat-dialect";

/** The Responses API as servers of open models speak it. */
export const COMPATIBLE_RESPONSES: ResponsesDialect = {
  models: COMPATIBLE_CHAT.models,
  fields: new Map([...OPENAI_RESPONSES.fields].filter(([name]) => !ABSENT.includes(name))),
  unknownModel: COMPATIBLE_CHAT.unknownModel,
};
