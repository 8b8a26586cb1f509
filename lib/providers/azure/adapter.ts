import { classifierOf } from "../dialects/openai/classify";
import { endpointTexts } from "../dialects/openai/endpoint-texts";
import { CUSTOM_ID_PREFIX } from "../dialects/openai/line";
import { openSession } from "../dialects/openai/session";
import { resultShape } from "../dialects/openai/shape";
import type { Provider } from "../provider";
import { AZURE_BATCH_STORAGE, AZURE_LIMITS } from "./limits";
import { allowsJsonSchema, allowsTemperature, cannot, encode, imagesOf, NATIVE } from "./translate";

/** Azure OpenAI's global and data-zone batch for chat completions. A model is the name of a deployment. */
export const azure: Provider = {
  kind: "azure",
  account: {
    baseUrl: "required",
    ownModelNames: true,
    settings: [
      {
        name: "apiVersion",
        required: false,
        pattern: /^\d{4}-\d{2}-\d{2}(-preview)?$/,
        example: "2025-04-01-preview",
      },
    ],
  },
  limits: AZURE_LIMITS,
  capabilities: {
    channels: () => ["batch"],
    jsonSchema: allowsJsonSchema,
    temperature: allowsTemperature,
    images: imagesOf,
    find: "by-mark",
    batchStorage: AZURE_BATCH_STORAGE,
  },
  shape: (_model, endpoint) => resultShape(endpoint),
  encode,
  cannot,
  native: NATIVE,
  texts: endpointTexts,
  customIdPrefix: CUSTOM_ID_PREFIX,
  classify: (facts, endpoint) => classifierOf(endpoint)(facts),
  async open(account) {
    const { openClient } = await import("./client");
    return openSession(openClient(account));
  },
};
