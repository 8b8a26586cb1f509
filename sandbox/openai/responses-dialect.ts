import type { FieldCheck } from "../chat-completions/dialect";
import { refusal } from "../chat-completions/errors";
import {
  anything,
  decimal,
  flag,
  integer,
  list,
  object,
  oneOf,
  text,
} from "../chat-completions/field-checks";
import type { ResponsesDialect } from "../responses/dialect";
import { OPENAI_RESPONSES_MODELS } from "./models";

/** Top-level fields of a request (openai 6.49, ResponseCreateParams) that are checked by themselves. */
const FIELDS: Record<string, FieldCheck> = {
  background: flag,
  context_management: list,
  conversation: anything,
  include: list,
  instructions: text,
  metadata: object,
  moderation: object,
  parallel_tool_calls: flag,
  previous_response_id: text,
  prompt: object,
  prompt_cache_key: text,
  prompt_cache_options: object,
  prompt_cache_retention: oneOf("in_memory", "24h"),
  safety_identifier: text,
  service_tier: oneOf("auto", "default", "flex", "scale", "priority"),
  store: flag,
  stream: flag,
  stream_options: object,
  temperature: decimal(0, 2),
  tool_choice: anything,
  tools: list,
  top_logprobs: integer(0, 20),
  top_p: decimal(0, 1),
  truncation: oneOf("auto", "disabled"),
  user: text,
};

/** The Responses API as OpenAI speaks it. */
export const OPENAI_RESPONSES: ResponsesDialect = {
  models: OPENAI_RESPONSES_MODELS,
  fields: new Map(Object.entries(FIELDS)),
  unknownModel(name) {
    const message = `The requested model '${name.slice(0, 100)}' does not exist.`;
    return refusal(400, message, "model", "model_not_found");
  },
};
