import { classifierOf } from "../dialects/openai/classify";
import { endpointTexts } from "../dialects/openai/endpoint-texts";
import { CUSTOM_ID_PREFIX } from "../dialects/openai/line";
import { openSession } from "../dialects/openai/session";
import { resultShape } from "../dialects/openai/shape";
import type { Provider } from "../provider";
import { readStandardHook } from "../standard-webhook";
import { hasFlex } from "./flex";
import { OPENAI_BATCH_STORAGE, OPENAI_LIMITS } from "./limits";
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
    batchStorage: OPENAI_BATCH_STORAGE,
  },
  shape: (_model, endpoint) => resultShape(endpoint),
  encode,
  cannot,
  native: NATIVE,
  texts: endpointTexts,
  customIdPrefix: CUSTOM_ID_PREFIX,
  classify: (facts, endpoint) => classifierOf(endpoint)(facts),
  readHook: readStandardHook,
  async open(account) {
    const { openClient } = await import("./client");
    return openSession(openClient(account));
  },
};
