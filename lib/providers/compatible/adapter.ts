import { classifierOf } from "../dialects/openai/classify";
import { endpointTexts } from "../dialects/openai/endpoint-texts";
import { CUSTOM_ID_PREFIX } from "../dialects/openai/line";
import { resultShape } from "../dialects/openai/shape";
import type { Provider } from "../provider";
import { readStandardHook } from "../standard-webhook";
import { COMPATIBLE_BATCH_STORAGE, COMPATIBLE_LIMITS } from "./limits";
import { openSession } from "./session";
import { allowsJsonSchema, allowsTemperature, cannot, encode, imagesOf, NATIVE } from "./translate";

/** Any server that speaks OpenAI's Files and Batches, such as Doubleword's, or only its chat completions. A model is whatever it serves. */
export const compatible: Provider = {
  kind: "compatible",
  account: { baseUrl: "required", ownModelNames: true, maybeNoBatches: true, settings: [] },
  limits: COMPATIBLE_LIMITS,
  capabilities: {
    channels: () => ["batch", "realtime"],
    jsonSchema: allowsJsonSchema,
    temperature: allowsTemperature,
    images: imagesOf,
    find: "by-mark",
    batchStorage: COMPATIBLE_BATCH_STORAGE,
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
