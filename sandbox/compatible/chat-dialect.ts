import type { ChatDialect } from "../chat-completions/dialect";
import { integer, stops, text } from "../chat-completions/field-checks";
import { type Model, openModels } from "../engine/model";
import { OPENAI_CHAT, OPENAI_FIELDS } from "../openai/chat-dialect";

/** Fields that only OpenAI's own models know; vLLM's server leaves unknown fields alone, this one is stricter. */
export const ABSENT = [
  "audio",
  "modalities",
  "moderation",
  "prediction",
  "prompt_cache_options",
  "prompt_cache_retention",
  "safety_identifier",
  "store",
  "verbosity",
  "web_search_options",
];

const served: Omit<Model, "snapshot"> = {
  contextTokens: 131_072,
  maxOutputTokens: 32_768,
  reasoning: false,
  schemas: true,
  caching: false,
  cacheWrites: false,
  batch: true,
};

/** What its owner serves. */
const SERVED = ["Qwen/Qwen3-32B", "meta-llama/Llama-3.3-70B-Instruct"];

/** Chat completions as servers of open models speak them: OpenAI's words, no reasoning of its own. */
export const COMPATIBLE_CHAT: ChatDialect = {
  ...OPENAI_CHAT,
  models: openModels(SERVED.map((snapshot) => [snapshot, { ...served, snapshot }])),
  fields: new Map([
    ...[...OPENAI_FIELDS].filter(([name]) => !ABSENT.includes(name)),
    // vLLM's extra parameters of chat completions, and its own check of stop words.
    ["top_k", integer(-1, Number.MAX_SAFE_INTEGER)],
    ["stop", stops],
    ["reasoning_effort", text],
  ]),
  // vLLM leaves to the model's template what it cannot do.
  modelFault: () => null,
  pairsCalls: false,
  callIdFault: () => null,
};
