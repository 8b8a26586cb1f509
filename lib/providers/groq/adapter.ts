import { chatTexts } from "../dialects/openai/chat-texts";
import { classify } from "../dialects/openai/classify";
import { CUSTOM_ID_PREFIX } from "../dialects/openai/line";
import { rawChatLine } from "../dialects/openai/raw-chat";
import { openSession } from "../dialects/openai/session";
import { CHAT_RESULT_SHAPE } from "../dialects/openai/shape";
import type { Provider } from "../provider";
import { GROQ_LIMITS } from "./limits";
import { allowsJsonSchema, allowsTemperature, encode, imagesOf, nameWindow } from "./translate";

/** Groq's Batch API for chat completions. */
export const groq: Provider = {
  kind: "groq",
  account: { baseUrl: "optional", settings: [] },
  limits: GROQ_LIMITS,
  capabilities: {
    jsonSchema: allowsJsonSchema,
    temperature: allowsTemperature,
    images: imagesOf,
    find: "by-mark",
  },
  shape: () => CHAT_RESULT_SHAPE,
  encode,
  texts: chatTexts,
  encodeRaw: rawChatLine,
  customIdPrefix: CUSTOM_ID_PREFIX,
  classify,
  async open(account) {
    const { openClient } = await import("./client");
    return openSession(openClient(account), nameWindow);
  },
};
