import { chatTexts } from "../dialects/openai/chat-texts";
import { classify } from "../dialects/openai/classify";
import { CUSTOM_ID_PREFIX } from "../dialects/openai/line";
import { openSession } from "../dialects/openai/session";
import { CHAT_RESULT_SHAPE } from "../dialects/openai/shape";
import type { Provider } from "../provider";
import { GROQ_BATCH_STORAGE, GROQ_LIMITS } from "./limits";
import {
  allowsJsonSchema,
  allowsTemperature,
  cannot,
  encode,
  imagesOf,
  NATIVE,
  nameWindow,
} from "./translate";

/** Groq's Batch API for chat completions. */
export const groq: Provider = {
  kind: "groq",
  account: { baseUrl: "optional", settings: [] },
  limits: GROQ_LIMITS,
  capabilities: {
    channels: () => ["batch", "realtime"],
    jsonSchema: allowsJsonSchema,
    temperature: allowsTemperature,
    images: imagesOf,
    find: "by-mark",
    batchStorage: GROQ_BATCH_STORAGE,
  },
  shape: () => CHAT_RESULT_SHAPE,
  encode,
  cannot,
  native: NATIVE,
  texts: chatTexts,
  customIdPrefix: CUSTOM_ID_PREFIX,
  classify: (facts) => classify(facts),
  async open(account) {
    const { openClient } = await import("./client");
    return openSession(openClient(account), nameWindow);
  },
};
