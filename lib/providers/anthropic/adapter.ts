import type { Provider } from "../provider";
import { classify } from "./classify";
import { ANTHROPIC_BATCH_STORAGE, ANTHROPIC_LIMITS } from "./limits";
import { lineTexts } from "./line-texts";
import { openSession } from "./session";
import { MESSAGE_RESULT_SHAPE } from "./shape";
import { allowsJsonSchema, CUSTOM_ID_PREFIX, cannot, encode, imagesOf, NATIVE } from "./translate";

/** Anthropic's Message Batches. */
export const anthropic: Provider = {
  kind: "anthropic",
  account: { baseUrl: "optional", settings: [] },
  limits: ANTHROPIC_LIMITS,
  capabilities: {
    channels: () => ["batch", "realtime"],
    jsonSchema: allowsJsonSchema,
    temperature: () => false,
    images: imagesOf,
    find: "by-size",
    batchStorage: ANTHROPIC_BATCH_STORAGE,
  },
  shape: () => MESSAGE_RESULT_SHAPE,
  encode,
  texts: lineTexts,
  cannot,
  native: NATIVE,
  customIdPrefix: CUSTOM_ID_PREFIX,
  classify,
  async open(account) {
    const { openClient } = await import("./client");
    return openSession(openClient(account));
  },
};
