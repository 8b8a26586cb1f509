import type { Models } from "../engine/model";
import { NO_USAGE } from "../engine/usage";
import { type Endpoint, openEndpoint } from "../openai/endpoint";
import { hexOf } from "../random";
import { judge } from "./judge";
import { validateModeration } from "./validate-moderation";

/** Moderations, which are free: no usage is told or billed. */
export function moderationsEndpoint(models: Models): Endpoint {
  return openEndpoint({
    models,
    required: { field: "input", message: "Input parameter is required." },
    check: (body) => validateModeration(body, models),
    word: (inputs, { model }, { key, seed }) => ({
      ok: true,
      body: {
        id: `modr-${hexOf(key, seed, 32)}`,
        model: model.snapshot,
        results: inputs.map(({ text, media }) => judge(text, media > 0, seed)),
      },
      usage: NO_USAGE,
    }),
  });
}
