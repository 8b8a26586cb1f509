import { chatTexts } from "../dialects/openai/chat-texts";
import { classify } from "../dialects/openai/classify";
import { CUSTOM_ID_PREFIX } from "../dialects/openai/line";
import { rawChatLine } from "../dialects/openai/raw-chat";
import { openSession } from "../dialects/openai/session";
import { CHAT_RESULT_SHAPE } from "../dialects/openai/shape";
import type { Provider } from "../provider";
import { readStandardHook } from "../standard-webhook";
import { COMPATIBLE_LIMITS } from "./limits";
import { allowsJsonSchema, allowsTemperature, encode, imagesOf } from "./translate";

/** Any server that speaks OpenAI's Files and Batches, such as Doubleword's. A model is whatever it serves. */
export const compatible: Provider = {
  kind: "compatible",
  account: { baseUrl: "required", ownModelNames: true, settings: [] },
  limits: COMPATIBLE_LIMITS,
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
  readHook: readStandardHook,
  async open(account) {
    const { openClient } = await import("./client");
    return openSession(openClient(account));
  },
};
