import type { Provider } from "../provider";
import { classify } from "./classify";
import { readGeminiHook } from "./hook";
import { GEMINI_BATCH_STORAGE, GEMINI_LIMITS } from "./limits";
import { lineTexts } from "./line-texts";
import { openSession } from "./session";
import { GEMINI_RESULT_SHAPE } from "./shape";
import {
  allowsJsonSchema,
  allowsTemperature,
  cannot,
  encode,
  imagesOf,
  KEY_PREFIX,
} from "./translate";

/** Google's Gemini API in batch mode: small batches go with the create, large ones by file. */
export const gemini: Provider = {
  kind: "gemini",
  account: { baseUrl: "optional", settings: [] },
  limits: GEMINI_LIMITS,
  capabilities: {
    channels: () => ["batch", "realtime"],
    jsonSchema: allowsJsonSchema,
    temperature: allowsTemperature,
    images: imagesOf,
    find: "by-mark",
    batchStorage: GEMINI_BATCH_STORAGE,
  },
  shape: () => GEMINI_RESULT_SHAPE,
  encode,
  cannot,
  native: null,
  texts: lineTexts,
  customIdPrefix: KEY_PREFIX,
  classify,
  readHook: readGeminiHook,
  async open(account) {
    const { openClient } = await import("./client");
    return openSession(openClient(account));
  },
};
