import { chatTexts } from "../dialects/openai/chat-texts";
import { classify } from "../dialects/openai/classify";
import { CUSTOM_ID_PREFIX } from "../dialects/openai/line";
import { openSession } from "../dialects/openai/session";
import { CHAT_RESULT_SHAPE } from "../dialects/openai/shape";
import type { Provider } from "../provider";
import { readStandardHook } from "../standard-webhook";
import { hasFlex } from "./flex";
import { OPENAI_LIMITS } from "./limits";
import { allowsJsonSchema, allowsTemperature, cannot, encode, imagesOf, NATIVE } from "./translate";

/** OpenAI's Batch API for chat completions. */
export const openAi: Provider = {
  kind: "openai",
  account: { baseUrl: "optional", settings: [] },
  limits: OPENAI_LIMITS,
  capabilities: {
    channels: (model) => ["batch", ...(hasFlex(model) ? (["flex"] as const) : []), "realtime"],
    jsonSchema: allowsJsonSchema,
    temperature: allowsTemperature,
    images: imagesOf,
    find: "by-mark",
  },
  shape: () => CHAT_RESULT_SHAPE,
  encode,
  cannot,
  native: NATIVE,
  texts: chatTexts,
  customIdPrefix: CUSTOM_ID_PREFIX,
  classify,
  readHook: readStandardHook,
  async open(account) {
    const { openClient } = await import("./client");
    return openSession(openClient(account));
  },
};
