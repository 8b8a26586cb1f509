import { chatTexts } from "../dialects/openai/chat-texts";
import { CUSTOM_ID_PREFIX } from "../dialects/openai/line";
import type { Provider } from "../provider";
import { classify } from "./classify";
import { TOGETHER_BATCH_STORAGE, TOGETHER_LIMITS } from "./limits";
import { openSession } from "./session";
import { TOGETHER_RESULT_SHAPE } from "./shape";
import { allowsJsonSchema, cannot, encode, imagesOf, NATIVE } from "./translate";

/** Together's Batch API for chat completions. */
export const together: Provider = {
  kind: "together",
  account: { baseUrl: "optional", settings: [] },
  limits: TOGETHER_LIMITS,
  capabilities: {
    channels: () => ["batch", "realtime"],
    jsonSchema: allowsJsonSchema,
    temperature: () => true,
    images: imagesOf,
    find: "by-mark",
    batchStorage: TOGETHER_BATCH_STORAGE,
  },
  shape: () => TOGETHER_RESULT_SHAPE,
  encode,
  cannot,
  native: NATIVE,
  texts: chatTexts,
  customIdPrefix: CUSTOM_ID_PREFIX,
  classify,
  async open(account) {
    const { openClient } = await import("./client");
    return openSession(openClient(account));
  },
};
