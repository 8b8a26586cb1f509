import { chatTexts } from "../dialects/openai/chat-texts";
import { classify } from "../dialects/openai/classify";
import { CUSTOM_ID_PREFIX } from "../dialects/openai/line";
import { openSession } from "../dialects/openai/session";
import { CHAT_RESULT_SHAPE } from "../dialects/openai/shape";
import type { Provider } from "../provider";
import { AZURE_LIMITS } from "./limits";
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
  },
  shape: () => CHAT_RESULT_SHAPE,
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
