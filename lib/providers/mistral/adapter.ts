import { chatTexts } from "../dialects/openai/chat-texts";
import { CUSTOM_ID_PREFIX } from "../dialects/openai/line";
import type { Provider } from "../provider";
import { classify } from "./classify";
import { MISTRAL_BATCH_STORAGE, MISTRAL_LIMITS } from "./limits";
import { openSession } from "./session";
import { MISTRAL_RESULT_SHAPE } from "./shape";
import { allowsJsonSchema, cannot, encode, imagesOf, NATIVE } from "./translate";

/** Mistral's batch jobs for chat completions. */
export const mistral: Provider = {
  kind: "mistral",
  account: { baseUrl: "optional", settings: [] },
  limits: MISTRAL_LIMITS,
  capabilities: {
    channels: () => ["batch", "realtime"],
    jsonSchema: allowsJsonSchema,
    temperature: () => true,
    images: imagesOf,
    find: "by-mark",
    batchStorage: MISTRAL_BATCH_STORAGE,
  },
  shape: () => MISTRAL_RESULT_SHAPE,
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
