import type { ChatDialect } from "../chat-completions/dialect";
import { type Refusal, refusal } from "../chat-completions/errors";
import { OPENAI_CHAT, OPENAI_FIELDS } from "../openai/chat-dialect";
import { AZURE_DEPLOYMENTS } from "./deployments";

/** Fields of OpenAI's that Azure does not know (its reference of chat completions, 2026-08). */
export const ABSENT = ["moderation", "prompt_cache_options", "service_tier", "web_search_options"];

const SAFE = { filtered: false, severity: "safe" };
const CLEAN = { hate: SAFE, self_harm: SAFE, sexual: SAFE, violence: SAFE };

/** Chat completions as Azure speaks them: deployments for models, and what its filters saw. */
export const AZURE_CHAT: ChatDialect = {
  ...OPENAI_CHAT,
  models: AZURE_DEPLOYMENTS,
  fields: new Map([...OPENAI_FIELDS].filter(([name]) => !ABSENT.includes(name))),
  unknownModel,
  extras: (model, serviceTier) => ({
    system_fingerprint: OPENAI_CHAT.extras(model, serviceTier).system_fingerprint,
    prompt_filter_results: [{ prompt_index: 0, content_filter_results: CLEAN }],
  }),
};

export function unknownModel(): Refusal {
  const message =
    "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.";
  return refusal(404, message, null, "DeploymentNotFound");
}
